"""Rasters by zone: cells weighed by the share of them that lies in each zone."""
