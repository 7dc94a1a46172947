"""Buffers, rings and one-sided strips."""
