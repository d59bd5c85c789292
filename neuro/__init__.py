"""A neuromorphic simulator: one model description, many engines, counted events."""

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
