"""Files that other simulators run or write: by the ending of their names, found through entry points."""

from .contract import AbstractFormat as AbstractFormat
from .registry import format_of as format_of
from .registry import known_endings as known_endings
