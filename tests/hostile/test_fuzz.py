"""Spoilt files: whatever is done to an honest file, it is read, or refused in words of ours."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import pytest
from fuzzing import READERS, seeds, spoilt, tried
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

FINDINGS = Path(__file__).parent / "findings"
CHANGE = st.tuples(st.integers(0, 1 << 16), st.integers(0, 400), st.integers(0, 1 << 12), st.integers(0, 255))
CHANGES = st.lists(CHANGE, min_size=1, max_size=6)


@pytest.mark.parametrize("name", READERS)
def test_an_honest_file_is_read(name: str, tmp_path: Path) -> None:
    for other in ("a.geojson", "a.csv"):
        (tmp_path / other).write_bytes(seeds()[other])
    (tmp_path / name).write_bytes(seeds()[name])
    READERS[name](tmp_path / name)


def fuzzed(name: str, changes: list[tuple[int, int, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert tried(name, spoilt(seeds()[name], changes), Path(folder)) is None


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=CHANGES)
def test_a_spoilt_file_is_read_or_refused(name: str, changes: list[tuple[int, int, int, int]]) -> None:
    fuzzed(name, changes)


@pytest.mark.long
@pytest.mark.parametrize("name", READERS)
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=CHANGES)
def test_many_spoilt_files_are_read_or_refused(name: str, changes: list[tuple[int, int, int, int]]) -> None:
    fuzzed(name, changes)


@pytest.mark.parametrize("path", sorted(FINDINGS.glob("*/*")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_found_once(path: Path, tmp_path: Path) -> None:
    """Files on which a reader once failed: the folder is named by their digest, the file as its reader is."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert tried(path.name, path.read_bytes(), tmp_path) is None
