"""Figures and plan sheets: drawn layers on paper, as PDF, SVG or PNG."""
