"""Overlays of frames and of files of any size, exact."""
