"""The nearest features."""
