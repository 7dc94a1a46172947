"""Factors: what is measured of a candidate, each with its unit."""
