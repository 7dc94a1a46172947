"""Contiguous catchments: demand areas assigned whole, each catchment in one piece."""
