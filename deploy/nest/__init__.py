"""NEST as a witness of updates one at a time: where networks come to rest, and how soon. An extra, under GPL-2.0."""

from .simulator import nest_obstacle as nest_obstacle
from .witness import OneAtATime as OneAtATime
from .witness import one_at_a_time as one_at_a_time
