"""The models that come with the product, found by name from anywhere."""

from __future__ import annotations

from pathlib import Path

from ..errors import NeuroError, nearest
from .model import Description
from .reading import read_description

_PACKAGE = Path(__file__).resolve().parent.parent
# A wheel holds the models inside the package; a checkout keeps them beside it.
_FOLDERS = (_PACKAGE / "models", _PACKAGE.parent / "models")


def shipped_models() -> dict[str, Path]:
    """Name -> file of every shipped model, sorted by name."""
    for folder in _FOLDERS:
        found = {path.stem: path for path in sorted(folder.glob("*.toml"), key=lambda path: path.stem)}
        if found:
            return found
    raise NeuroError(f"no models found in {_FOLDERS[0]}: the installation is incomplete; install the package again.")


def load_model(name: str) -> Description:
    """A shipped model by name, or any file by path (anything with a separator or the ending .toml)."""
    if name.endswith(".toml") or "/" in name or "\\" in name:
        return read_description(name)
    models = shipped_models()
    if name not in models:
        raise NeuroError(f"there is no model '{name}'; {nearest(name, models)} A file is given by its path.")
    return read_description(models[name])
