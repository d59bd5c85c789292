"""Settings found by trying: candidates drawn from ranges, and the better ones trained on."""

from .halving import Round as Round
from .halving import Tried as Tried
from .halving import best_of as best_of
from .halving import halving_rounds as halving_rounds
from .halving import tune as tune
from .space import Range as Range
from .space import candidates as candidates
from .space import parse_dimension as parse_dimension
