"""Where it may go and why not, where is best, how many and which."""
