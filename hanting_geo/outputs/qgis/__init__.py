"""Styles for QGIS: the classes, colours and names of a page's legend as QML and SLD."""
