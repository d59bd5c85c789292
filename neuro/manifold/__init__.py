"""The fixed points of a network: all of them, what theory expects, how they lie, and which are reached."""

from .basins import Basins as Basins
from .basins import basins as basins
from .enumeration import count_fixed_points as count_fixed_points
from .enumeration import enumerate_fixed_points as enumerate_fixed_points
from .franz_parisi import typical_entropy as typical_entropy
from .geometry import Clusters as Clusters
from .geometry import Overlaps as Overlaps
from .geometry import clusters as clusters
from .geometry import overlaps as overlaps
from .geometry import sampled_neighbours as sampled_neighbours
from .pairs import expected_pairs as expected_pairs
from .pairs import isolation_distance as isolation_distance
from .pairs import pair_entropy as pair_entropy
from .reach import Reach as Reach
from .reach import reach as reach
from .sampling import Estimate as Estimate
from .sampling import sample_around as sample_around
from .sampling import sample_count as sample_count
from .states import input_field as input_field
from .states import is_fixed_point as is_fixed_point
from .states import random_states as random_states
from .theory import entropy_per_unit as entropy_per_unit
from .theory import expected_chain_fixed_points as expected_chain_fixed_points
from .theory import expected_described_fixed_points as expected_described_fixed_points
from .theory import expected_fixed_points as expected_fixed_points
