"""Coordinates: the one gate for reference systems, and areas on the plane and on the ellipsoid."""
