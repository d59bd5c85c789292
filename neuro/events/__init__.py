"""Values that come as events: at single steps, on single lines, of single samples."""

from .binning import bin_events as bin_events
from .inputs import InputEvents as InputEvents
from .inputs import Inputs as Inputs
from .inputs import by_step as by_step
from .inputs import is_stream as is_stream
from .inputs import stacked as stacked
from .inputs import values_in as values_in
from .recordings import RECORDING_ENDINGS as RECORDING_ENDINGS
from .recordings import read_recording as read_recording
