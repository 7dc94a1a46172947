"""界址点 TXT, the boundary-point text of land offices: read in all its dialects, written by the rules of an office."""
