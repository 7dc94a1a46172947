"""Geodata files: reading them whole, and writing what reads back the same."""

from hanting_geo.sources.files.landtxt.reading import read_landtxt
from hanting_geo.sources.files.landtxt.writing import write_landtxt
from hanting_geo.sources.files.paths import FORMATS
from hanting_geo.sources.files.reading import list_layers, read_file
from hanting_geo.sources.files.tabular.reading import read_table
from hanting_geo.sources.files.writing import write_file

__all__ = ["FORMATS", "list_layers", "read_file", "read_landtxt", "read_table", "write_file", "write_landtxt"]
