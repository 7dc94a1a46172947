"""Weights of criteria: said directly, by their order, by pairwise comparison (AHP), by experts, or from the values."""
