"""A neuromorphic simulator: one model description, many engines, counted events."""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .data import load_data as load_data
    from .description import Description as Description
    from .description import Phases as Phases
    from .description import load_model as load_model
    from .description import read_description as read_description
    from .description import shipped_models as shipped_models
    from .description import write_description as write_description
    from .engines import Run as Run
    from .engines import Stimulus as Stimulus
    from .engines import engine_names as engine_names
    from .engines import load_engine as load_engine
    from .errors import NeuroError as NeuroError
    from .events import InputEvents as InputEvents
    from .learning import evaluate as evaluate
    from .learning import train as train
    from .network import Network as Network
    from .network import build_network as build_network
    from .network import integer_network as integer_network
    from .network import load_network as load_network
    from .network import save_network as save_network
    from .placement import place as place
    from .report import compare as compare
    from .workload import make_workload as make_workload

__version__ = "0.1.0"
# Where the names above are. They are imported when they are first asked for: NumPy and SciPy take a third of a second,
# in which the command line could not answer a Ctrl-C yet.
_HOMES = {
    "data": ("load_data",),
    "description": (
        "Description",
        "Phases",
        "load_model",
        "read_description",
        "shipped_models",
        "write_description",
    ),
    "engines": ("Run", "Stimulus", "engine_names", "load_engine"),
    "errors": ("NeuroError",),
    "events": ("InputEvents",),
    "learning": ("evaluate", "train"),
    "network": ("Network", "build_network", "integer_network", "load_network", "save_network"),
    "placement": ("place",),
    "report": ("compare",),
    "workload": ("make_workload",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if (home := _HOME_OF.get(name)) is None:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    return getattr(importlib.import_module(f"{__name__}.{home}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME_OF])
