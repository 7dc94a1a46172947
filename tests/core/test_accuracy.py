"""Accuracy: of the feature, else of the layer, else nobody states one."""

import numpy as np
import pandas as pd
import pytest

from hanting_geo.core.accuracy import stated_accuracy
from hanting_geo.core.findings import ATTRS_KEY

NAN = float("nan")


@pytest.mark.parametrize(
    ("own", "layer", "found"),
    [
        ([1.0, NAN], 5, [1, 5]),
        ([1.0, NAN], None, [1, NAN]),
        ([0, -1], 5, [0, 5]),
        ([np.inf, "3"], 2.5, [2.5, 3]),
        (["unknown", None], 0, [0, 0]),
        (pd.array([1, pd.NA], dtype="Int64"), 5, [1, 5]),
        ([1.0, NAN], -5, [1, NAN]),
        ([1.0, NAN], "5", [1, NAN]),
        ([1.0, NAN], True, [1, NAN]),
        ([NAN, NAN], np.float32(2), [2, 2]),
    ],
)
def test_of_the_feature_else_of_the_layer(own: list[object], layer: object, found: list[float]) -> None:
    frame = pd.DataFrame({"accuracy_m": own})
    frame.attrs[ATTRS_KEY] = {"accuracy_m": layer}
    np.testing.assert_array_equal(stated_accuracy(frame), np.array(found, dtype=float))


def test_what_is_said_of_the_layer_goes_before_what_it_carries() -> None:
    frame = pd.DataFrame({"id": ["a", "b"]})
    frame.attrs[ATTRS_KEY] = {"accuracy_m": 7.0}
    assert stated_accuracy(frame, 3).tolist() == [3.0, 3.0]
    assert stated_accuracy(frame).tolist() == [7.0, 7.0]


@pytest.mark.parametrize("attrs", [{}, {ATTRS_KEY: None}, {ATTRS_KEY: "a text"}])
def test_a_frame_that_carries_nothing_states_nothing(attrs: dict[str, object]) -> None:
    frame = pd.DataFrame({"id": ["a"]})
    frame.attrs.update(attrs)
    assert np.isnan(stated_accuracy(frame)).all()
