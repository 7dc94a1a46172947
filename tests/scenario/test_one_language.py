"""Products of the packaged scenario in one language: no English sentence in a Chinese one, nor the reverse."""

from __future__ import annotations

import re

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
