"""Shipped models, found by name from anywhere."""

from __future__ import annotations

import pytest

from neuro.description import load_model, shipped_models
from neuro.errors import NeuroError


def test_shipped_models_are_found_from_any_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    models = shipped_models()
    assert {"chain", "core", "digits"} <= set(models)
    assert list(models) == sorted(models)
    for name, path in models.items():
        assert load_model(name).name == name == path.stem


def test_a_file_of_ones_own_by_its_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = shipped_models()["core"].read_text().replace('"core"', '"mine"')
    (tmp_path / "core.toml").write_text(text)
    assert load_model("core.toml").name == "mine"
    assert load_model("./core.toml").name == "mine"
    assert load_model("core").name == "core"


def test_a_misspelt_name_gets_a_hint():
    with pytest.raises(NeuroError, match="no model 'digit'; did you mean 'digits'"):
        load_model("digit")
    with pytest.raises(NeuroError, match="known: chain, core"):
        load_model("zzz")
    with pytest.raises(NeuroError, match=r"absent\.toml: can't be read"):
        load_model("absent.toml")
