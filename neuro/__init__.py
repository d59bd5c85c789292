"""A neuromorphic simulator: one model description, many engines, counted events."""

import importlib
import importlib.util
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .description import Description as Description
    from .description import load_model as load_model
    from .description import read_description as read_description
    from .description import shipped_models as shipped_models
    from .description import write_description as write_description
    from .engines import Run as Run
    from .engines import Stimulus as Stimulus
    from .engines import engine_names as engine_names
    from .engines import load_engine as load_engine
    from .errors import NeuroError as NeuroError
    from .network import Network as Network
    from .network import build_network as build_network
    from .network import load_network as load_network
    from .network import save_network as save_network

__version__ = "0.1.0"
# Where the names above are. They are imported when they are first asked for: NumPy and SciPy take a third of a second,
# in which the command line could not answer a Ctrl-C yet.
_HOMES = ("description", "engines", "errors", "network")


def __getattr__(name: str) -> Any:
    # Python asks for a module of this package here too, before it looks for its file.
    if not name.startswith("_") and importlib.util.find_spec(f"{__name__}.{name}") is None:
        for home in _HOMES:
            module = importlib.import_module(f"{__name__}.{home}")
            if hasattr(module, name):
                return getattr(module, name)
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
