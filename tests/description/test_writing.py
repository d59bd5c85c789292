"""TOML out: what is written reads back equal."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from neuro.description import load_model, parse_description, shipped_models, write_description
from tests.description.strategies import descriptions


@settings(max_examples=80)
@given(descriptions())
def test_every_description_reads_back_equal(description):
    text = write_description(description)
    assert parse_description(text) == description
    assert write_description(parse_description(text)) == text


@pytest.mark.parametrize("name", shipped_models())
def test_shipped_models_read_back_equal(name):
    description = load_model(name)
    assert parse_description(write_description(description)) == description


def test_every_value_is_written_defaults_included():
    text = write_description(load_model("core"))
    assert "format = 1" in text
    for line in (
        "readout_rate = 0.17",
        'update = "synchronous"',
        "warmup = 1",
        "density = 1.0",
        "bias_deviation = 0.0",
    ):
        assert line in text
    assert "[input]" not in text
