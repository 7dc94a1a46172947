"""How many and which: what is served by what exists, and where more should stand."""
