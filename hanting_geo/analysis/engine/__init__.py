"""The exact geometry behind the verbs: noding, tracing, polygons, coverage, points in polygons."""
