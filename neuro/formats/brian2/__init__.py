"""A network as a plain Brian2 script, which runs without this package."""

from .format import Brian2Script as Brian2Script
