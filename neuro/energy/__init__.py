"""From counted events to modelled joules."""

from .estimate import Energy as Energy
from .estimate import estimate_energy as estimate_energy
from .profile import DEFAULT as DEFAULT
from .profile import Profile as Profile
from .profile import load_profile as load_profile
from .profile import profile_names as profile_names
