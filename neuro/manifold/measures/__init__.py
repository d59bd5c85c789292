"""What is measured of one described network, as rows of a table: the work of ``neuro manifold`` and of sweeps."""

from .basins import BasinsOptions as BasinsOptions
from .basins import basins as basins
from .clusters import ClustersOptions as ClustersOptions
from .clusters import clusters as clusters
from .count import CountOptions as CountOptions
from .count import count as count
from .learned import LearnedOptions as LearnedOptions
from .learned import learned as learned
from .local_entropy import LocalEntropyOptions as LocalEntropyOptions
from .local_entropy import local_entropy as local_entropy
from .options import AbstractOptions as AbstractOptions
from .options import Model as Model
from .overlap import OverlapOptions as OverlapOptions
from .overlap import overlap as overlap
from .paths import PathsOptions as PathsOptions
from .paths import paths as paths
from .reach import ReachOptions as ReachOptions
from .reach import reach as reach
