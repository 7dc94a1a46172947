"""Tables of points, CSV and XLSX: cells as they are, places by longitude and latitude, by x and y, or by WKT."""
