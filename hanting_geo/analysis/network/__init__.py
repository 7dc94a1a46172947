"""Networks of lines, and what travel along them costs."""
