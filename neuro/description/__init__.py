"""One network, described once: frozen dataclasses and their TOML form. Imports neither an engine nor a plot."""

from .couplings import Coupling as Coupling
from .couplings import Feedback as Feedback
from .couplings import Gaussian as Gaussian
from .couplings import InputCoupling as InputCoupling
from .couplings import Link as Link
from .couplings import Readout as Readout
from .couplings import label as label
from .model import Classes as Classes
from .model import Description as Description
from .model import Input as Input
from .model import Population as Population
from .settings import READOUT_RULES as READOUT_RULES
from .settings import REGIMES as REGIMES
from .settings import UPDATES as UPDATES
from .settings import Augmentation as Augmentation
from .settings import Dynamics as Dynamics
from .settings import IntegerPlasticity as IntegerPlasticity
from .settings import Numbers as Numbers
from .settings import Phases as Phases
from .settings import Plasticity as Plasticity
from .toml import as_table as as_table
from .toml import load_model as load_model
from .toml import parse_description as parse_description
from .toml import read_description as read_description
from .toml import shipped_models as shipped_models
from .toml import write_description as write_description
