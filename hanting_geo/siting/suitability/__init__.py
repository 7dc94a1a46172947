"""Suitability: where is best, and how far the ranking may be trusted."""
