"""The chip drawn."""

from __future__ import annotations

from matplotlib.text import Text

from neuro import build_network
from neuro.description import Description, Gaussian, Population
from neuro.network import integer_network
from neuro.placement import load_chip, place


def test_letters_can_be_read_and_names_with_dollars_are_no_formula() -> None:
    description = Description("a $x_{ $ b", (Population("p$_{$", 12),), (Gaussian("p$_{$", "p$_{$"),), seed=1)
    figure = place(integer_network(build_network(description)), load_chip()).figure()
    figure.canvas.draw()
    texts = [text for text in figure.findobj(Text) if text.get_text()]
    assert any("a $x_{ $ b takes 1 of 128 cores of Loihi 1" in text.get_text() for text in texts)
    assert min(float(text.get_fontsize()) for text in texts) >= 8
