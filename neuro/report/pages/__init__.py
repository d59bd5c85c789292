"""A page for each command that writes one: what its result comes to, built of the same pieces."""

from .comparison import comparison_page as comparison_page
