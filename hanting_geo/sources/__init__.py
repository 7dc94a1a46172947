"""What land and what plans we have: files, catalogues, and what is wrong with them."""
