"""Show it: maps, one-file pages, workbooks and tables. Draws plain frames and knows no result class."""
