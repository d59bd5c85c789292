"""Values that come as events: at single steps, on single lines, of single samples."""

from .inputs import InputEvents as InputEvents
from .inputs import Inputs as Inputs
from .inputs import by_step as by_step
from .inputs import is_stream as is_stream
from .inputs import values_in as values_in
