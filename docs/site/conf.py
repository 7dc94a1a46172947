"""Settings of the documentation site: scripts/build_docs.py lays its sources out and calls Sphinx with them."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

import sphinx.search
from sphinx.search.zh import SearchChinese

import hanting_geo

project = "hanting_geo"
author = copyright = "the hanting_geo developers"  # noqa: A001 - Sphinx's own name
version = release = hanting_geo.__version__
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["examples/**", "scripts/**", "layers/**", "hanting_geo/**", "README.md", "README.zh.md"]

# Nothing is asked of a network: no intersphinx, no fonts and no scripts of others' servers.
html_theme = "pydata_sphinx_theme"
html_title = "hanting_geo"
html_show_sourcelink = False
html_copy_source = False
html_show_search_summary = False  # a page on a disk may read no other
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_sidebars = {"gallery/index": [], "index": []}  # of these there are no pages below
smartquotes = False  # an option is called --crs, with two hyphens
html_theme_options = {
    "navigation_with_keys": False,
    "show_prev_next": False,
    "secondary_sidebar_items": ["page-toc"],
    "navbar_align": "left",
    "header_links_before_dropdown": 8,
    "footer_start": ["copyright"],
    "footer_end": [],
}


class SearchBoth(SearchChinese):
    """Chinese words as jieba tells them apart, and each pair of neighbouring characters; Latin words as in English.

    The browser has no dictionary: it looks for the pairs of what was typed.
    """

    language_name = "English"  # of the stemmer in the browser: Chinese has none
    js_splitter_code = r"""
function splitQuery(query) {
  const words = query.split(/[^\p{Letter}\p{Number}_]+/gu).filter((word) => word);
  return words.flatMap((word) => word.match(/\p{Script=Han}+|[^\p{Script=Han}]+/gu) || []).flatMap((word) => {
    const signs = [...word];
    return signs.length > 2 && /\p{Script=Han}/u.test(word)
      ? signs.slice(1).map((sign, place) => signs[place] + sign) : [word];
  });
}
"""

    def split(self, input: str) -> list[str]:  # noqa: A002 - Sphinx's own name
        """Give the words of a text."""
        runs = re.findall("[\u4e00-\u9fff]+", input)
        return super().split(input) + ["".join(pair) for run in runs for pair in pairwise(run)]

    @cache  # noqa: B019 - one of these, and it lives as long as the build
    def stem(self, word: str) -> str:
        """Give the stem of a word: the same words stand on many pages."""
        return super().stem(word)


sphinx.search.languages["zh"] = SearchBoth
html_search_language = "zh"
html_search_options = {"dict": ""}  # jieba has its own already, and would read it twice

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # the build turns it on where it has time
nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_merge_streams = True

autodoc_typehints = "none"  # the signature of a numpy docstring's own parameters says it in words
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True}
napoleon_numpy_docstring = True
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_preprocess_types = False
# Jupyter's map pages and code in unknown languages are shown as they are.
suppress_warnings = ["misc.highlighting_failure", "mystnb.unknown_mime_type"]
