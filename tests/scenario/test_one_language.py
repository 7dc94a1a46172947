"""Products of the packaged scenario in one language: no English sentence in a Chinese one, and no Chinese in English."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import openpyxl
import pytest

import hanting_geo as hg
from hanting_geo.sources.catalog.catalog import packaged_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Four words of running English one after the other, the last three in small letters.
ENGLISH = re.compile(r"\b[A-Za-z]{2,}(?:,|;|:)? [a-z]{2,}(?:,|;)? [a-z]{2,}(?:,|;)? [a-z]{2,}\b")
HAN = re.compile("[\u4e00-\u9fff]{2,}")
PROPER = {
    "zh": re.compile(
        r"OpenStreetMap contributors|Open Database License|Creative Commons|https?://\S+|[\w./-]+\.(?:geojson|csv|yaml|json|html)"
    ),
    "en": re.compile(r"https?://\S+"),
}
"""What stands in its own language: licences, attributions, addresses, names of files."""
