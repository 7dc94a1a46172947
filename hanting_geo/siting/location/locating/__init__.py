"""Where facilities should stand: what is asked, what was found, and what is made of it."""
