"""The one-file page: what a folium map needs, packed into one HTML file that opens with no network."""
