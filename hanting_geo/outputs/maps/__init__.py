"""folium maps of plain frames, with legend, classes and packed layers."""
