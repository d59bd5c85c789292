"""Grids of settings, seeds and commands, worked through on many cores or machines; every point is kept."""

from .axes import Axis as Axis
from .axes import axis_of as axis_of
from .axes import grid as grid
from .axes import parse_axis as parse_axis
from .commands import COMMANDS as COMMANDS
from .commands import GridCommand as GridCommand
from .kept import kept_networks as kept_networks
from .points import Point as Point
from .points import PointResult as PointResult
from .points import tidy_rows as tidy_rows
from .reading import read_grid as read_grid
from .running import check_workers as check_workers
from .running import run_points as run_points
from .settings import apply_settings as apply_settings
from .table import check_table as check_table
from .table import write_table as write_table
