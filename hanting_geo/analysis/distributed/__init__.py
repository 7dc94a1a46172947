"""Statistics and overlay over a folder of GeoParquet, a part a task, on one machine or several."""
