"""Where is best: criteria, weights, scores of candidates, and how far to trust their order."""
