"""Documents: chapters of texts, tables and pictures, as Word, one-file HTML or PDF; knows no result."""
