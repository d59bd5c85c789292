"""A page for each command that writes one: what its result comes to, built of the same pieces."""

from .claims import claims_page as claims_page
from .comparison import comparison_page as comparison_page
from .grid import grid_page as grid_page
from .manifold import manifold_page as manifold_page
from .placement import placement_page as placement_page
from .training import training_page as training_page
