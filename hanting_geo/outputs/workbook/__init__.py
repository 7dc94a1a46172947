"""Workbooks: what a sheet holds and how it prints, the cover, and the file."""
