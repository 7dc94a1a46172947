"""The curve: each place once, never a jump, and the codes of geopandas."""

import geopandas as gpd
import numpy as np

from hanting_geo.analysis.engine.hilbert import along_curve, codes_along_curve


def test_curve_is_a_permutation() -> None:
    chance = np.random.default_rng(20)
    for count in (0, 1, 2, 5, 1000):
        assert sorted(along_curve(*chance.normal(size=(2, count)))) == list(range(count))
    assert along_curve(np.zeros(4), np.zeros(4)).tolist() == [0, 1, 2, 3]


def test_curve_never_jumps() -> None:
    """Hilbert's curve goes from each cell of a lattice to one beside it."""
    x, y = (axis.ravel().astype(float) for axis in np.mgrid[0:64, 0:64])
    order = along_curve(x, y)
    assert (np.abs(np.diff(x[order])) + np.abs(np.diff(y[order])) == 1).all()


def test_codes_are_those_of_geopandas() -> None:
    x, y = np.random.default_rng(21).normal(size=(2, 3000)) * [[1e6], [3.0]]
    theirs = gpd.GeoSeries.from_xy(x, y).hilbert_distance(level=16)
    np.testing.assert_array_equal(codes_along_curve(x, y), theirs)
