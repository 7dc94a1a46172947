"""Criteria as data: levels, factors, value functions and weights, read from files and written back."""
