"""What every page is made of, and how it becomes one file of HTML."""

from .page import Page as Page
from .render import render as render
