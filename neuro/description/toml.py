"""Descriptions as TOML: read, written, and found among the models that come with the product."""

from __future__ import annotations

import dataclasses
from functools import partial
from pathlib import Path
from typing import Any

import tomli_w

from ..errors import NeuroError, nearest
from ..reading import fill, parse_toml, read_toml
from .model import Description

FORMAT = 1
_PACKAGE = Path(__file__).resolve().parent.parent
# A wheel holds the models inside the package; a checkout keeps them beside it.
_FOLDERS = (_PACKAGE / "models", _PACKAGE.parent / "models")


def shipped_models() -> dict[str, Path]:
    """Name -> file of every shipped model, sorted by name.

    Raises
    ------
    NeuroError
        When there are none, since the installation is incomplete.
    """
    for folder in _FOLDERS:
        found = {path.stem: path for path in sorted(folder.glob("*.toml"), key=lambda path: path.stem)}
        if found:
            return found
    raise NeuroError(f"no models found in {_FOLDERS[0]}: the installation is incomplete; install the package again.")


def load_model(name: str) -> Description:
    """A shipped model by name, or any file by path.

    Parameters
    ----------
    name
        One of :func:`shipped_models`, or a path: anything with a separator or the ending .toml.

    Raises
    ------
    NeuroError
        When there is no such model, or for any reason of :func:`read_description`.

    Examples
    --------
    >>> load_model("digits").input
    Input(size=64, shape=(8, 8), levels=4, data='digits', steps=None)
    """
    if name.endswith(".toml") or "/" in name or "\\" in name:
        return read_description(name)
    models = shipped_models()
    if name not in models:
        raise NeuroError(f"there is no model '{name}'; {nearest(name, models)} A file is given by its path.")
    return read_description(models[name])


def read_description(path: str | Path) -> Description:
    """Read and check a TOML file.

    Parameters
    ----------
    path
        A file of one network.

    Raises
    ------
    NeuroError
        When the file can't be read, isn't TOML, or describes no valid network; names the file and the key.

    Examples
    --------
    >>> from neuro import shipped_models
    >>> description = read_description(shipped_models()["core"])
    >>> description.units, description.populations[0].self_coupling
    (1600, 0.9)
    """
    return read_toml(path, "a TOML model file", FORMAT, partial(fill, Description))


def parse_description(text: str, origin: str = "text") -> Description:
    """Check TOML text.

    Parameters
    ----------
    text
        As in a model file.
    origin
        Names the text in error messages.

    Raises
    ------
    NeuroError
        When it isn't TOML or describes no valid network.
    """
    return parse_toml(text, origin, FORMAT, partial(fill, Description))


def write_description(description: Description) -> str:
    """TOML text that reads back identical; every value is written, defaults included.

    Parameters
    ----------
    description
        Any network.
    """
    return tomli_w.dumps(as_table(description))


def as_table(description: Description) -> dict[str, Any]:
    """What :func:`write_description` writes, as plain dictionaries, lists and values.

    Parameters
    ----------
    description
        Any network.
    """
    first = {"format": FORMAT, **{name: getattr(description, name) for name in ("name", "summary", "seed")}}
    return {**first, **{key: value for key, value in _table(description).items() if key not in first}}


def _table(instance: Any) -> dict[str, Any]:
    out = {"kind": instance.kind} if hasattr(instance, "kind") else {}
    for field in dataclasses.fields(instance):
        value = getattr(instance, field.name)
        if isinstance(value, tuple):
            out[field.name] = [_table(one) if dataclasses.is_dataclass(one) else one for one in value]
        elif value is not None:
            out[field.name] = _table(value) if dataclasses.is_dataclass(value) else value
    return out
