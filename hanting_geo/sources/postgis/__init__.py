"""Layers of a PostgreSQL database with PostGIS, in and out."""
