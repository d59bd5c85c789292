"""A network in numbers: built from a description, rounded for hardware, kept on disk. Imports no engine."""

from .arrays import LEARNED as LEARNED
from .arrays import Matrix as Matrix
from .arrays import Network as Network
from .arrays import dense as dense
from .arrays import existing as existing
from .arrays import fan_out as fan_out
from .arrays import row_sums as row_sums
from .arrays import values_of as values_of
from .arrays import weights_at as weights_at
from .build import build_network as build_network
from .integer import integer_network as integer_network
from .joining import join_networks as join_networks
from .rounding import RoundingEffect as RoundingEffect
from .rounding import rounding_effect as rounding_effect
from .shares import readout_senders as readout_senders
from .shares import readout_shares as readout_shares
from .splitting import split_readout as split_readout
from .storage import NETWORK_FILE as NETWORK_FILE
from .storage import load_network as load_network
from .storage import load_notes as load_notes
from .storage import packed_network as packed_network
from .storage import save_network as save_network
from .stored import StoredCouplings as StoredCouplings
from .stored import stored as stored
