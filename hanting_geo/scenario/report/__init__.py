"""The siting report: which chapters a run fills, and what is left for people."""
