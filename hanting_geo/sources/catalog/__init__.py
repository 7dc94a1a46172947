"""Catalogues of layers: entries with provenance, and frames made of them."""
