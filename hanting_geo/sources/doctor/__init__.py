"""The doctor of coordinates: which reference systems numbers fit, with the evidence; it mends nothing."""
