"""Regions of a wanted area, grown from good land, with a bound on what any answer could reach."""
