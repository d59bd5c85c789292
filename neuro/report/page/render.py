"""A page as one HTML file that holds all it needs: nothing from the network, and all of it without scripts too."""

from __future__ import annotations

import json
import math
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined

from ..fact import BASES
from .glossary import Explainer
from .page import Page
from .svg import VARIABLES

# In the order in which they run.
SCRIPTS = ("start.js", "tables.js", "figures.js", "words.js", "raster.js", "pointing.js")
# What would end a script's element, or be no line of a script; in texts of JSON alone.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def render(page: Page) -> str:
    """The text of the file that shows a `page`; the same page gives the same text."""
    here = files(__package__)
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    template = environment.from_string((here / "template.html").read_text(encoding="utf-8"))
    scripts = "\n".join((here / "script" / name).read_text(encoding="utf-8") for name in SCRIPTS)
    return template.render(
        page=page,
        style=(here / "style.css").read_text(encoding="utf-8"),
        script=f'(() => {{\n"use strict";\n{scripts}}})();',
        explain=Explainer(),
        bases=BASES,
        data=as_block(page.data),
        states=None if page.states is None else as_block(page.states),
        colours=as_block({f"var(--{name})": colour for colour, name in VARIABLES.items()}),
    )


def as_block(value: Any) -> str:
    """Plain data as JSON that can stand inside an element of a page, whatever names are in it."""
    return json.dumps(_finite(value), separators=(",", ":"), allow_nan=False).translate(_ESCAPES)


def _finite(value: Any) -> Any:
    """The same without numbers that JSON has no signs for."""
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
