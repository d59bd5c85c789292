"""Hypothesis strategies: any valid description."""

from __future__ import annotations

import math

from hypothesis import strategies as st

from neuro.description import (
    READOUT_RULES,
    Augmentation,
    Classes,
    Consolidation,
    Description,
    Dynamics,
    Feedback,
    Gaussian,
    Input,
    InputCoupling,
    IntegerPlasticity,
    Link,
    Numbers,
    Phases,
    Plasticity,
    Population,
    Readout,
)

finite = st.floats(-1e100, 1e100)
positive = st.floats(0.0, 1e100)
share = st.floats(0.0, 1.0)
words = st.text(st.characters(codec="utf-8"), max_size=12)
names = st.text(st.characters(codec="utf-8", exclude_characters=">"), min_size=1, max_size=8).filter(
    lambda name: name.isprintable() and name.strip() != ""
)
counts = st.integers(0, 2**40)


def plasticities() -> st.SearchStrategy[Plasticity]:
    rates = ("recurrent", "input", "readout")
    return st.builds(
        Plasticity,
        margin=positive,
        self_coupling_in_margin=st.sampled_from(("included", "excluded")),
        readout_margin=positive,
        readout_rule=st.sampled_from(READOUT_RULES),
        batch_size=counts.map(lambda n: n + 1),
        epochs=counts.map(lambda n: n + 1),
        rate_factor=share,
        **{f"{name}_rate": positive for name in rates},
        **{f"{name}_decay": positive for name in rates},
    )


def integer_plasticities() -> st.SearchStrategy[IntegerPlasticity]:
    names = ("recurrent", "input", "readout")
    return st.builds(
        IntegerPlasticity,
        margin=st.none() | positive,
        readout_margin=counts,
        readout_rule=st.sampled_from(READOUT_RULES),
        density_factor=share,
        **{f"{name}_step": counts for name in names},
        **{f"{name}_density": share for name in names},
    )


def consolidations() -> st.SearchStrategy[Consolidation]:
    return st.builds(
        Consolidation,
        epochs=counts,
        readout_rate=st.none() | positive,
        readout_density=st.none() | share,
        rate_factor=share,
        density_factor=share,
    )


@st.composite
def dynamics(draw: st.DrawFn) -> Dynamics:
    steps = draw(counts) + 1
    if draw(st.booleans()):
        return Dynamics(draw(st.sampled_from(("synchronous", "module-by-module"))), steps=steps)
    return Dynamics("random-subset", draw(st.floats(0.0, 1.0, exclude_min=True, exclude_max=True)), steps)


@st.composite
def descriptions(draw: st.DrawFn) -> Description:
    """Every kind of coupling, each between populations that exist."""
    populations = tuple(
        Population(name, draw(st.integers(1, 2**20)), draw(finite), draw(finite), draw(positive))
        for name in draw(st.lists(names, min_size=1, max_size=4, unique=True))
    )
    size = {p.name: p.size for p in populations}
    ends = st.sampled_from([p.name for p in populations])
    input_, classes = draw(st.booleans()), draw(st.booleans())
    shape = draw(st.none() | st.lists(st.integers(1, 300), min_size=1, max_size=3).map(tuple)) if input_ else None
    lines = math.prod(shape) if shape else draw(counts) + 1
    phases = Phases(draw(counts), draw(counts), draw(counts))
    steps = phases.steps if phases.steps and draw(st.booleans()) else None
    couplings: dict[object, object] = {}
    for _ in range(draw(st.integers(0, 6))):
        source, target = draw(ends), draw(ends)
        kind = draw(st.sampled_from(("gaussian", "link", "input", "feedback", "readout")))
        if kind == "gaussian":
            couplings[kind, source, target] = Gaussian(source, target, draw(positive), draw(share))
        elif kind == "link" and source != target:
            pattern = "random" if size[source] != size[target] else draw(st.sampled_from(("random", "one-to-one")))
            couplings[kind, source, target] = Link(source, target, draw(positive), pattern, draw(share))
        elif kind == "input" and input_:
            patch = draw(st.none() | st.integers(1, min(shape[:2]))) if shape else None
            pattern = "random" if patch is None else "patch"
            couplings[kind, target] = InputCoupling(target, draw(positive), draw(share), pattern, patch)
        elif kind == "feedback" and classes:
            encoding = draw(st.sampled_from(("one-hot", "plus-minus", "rescaled")))
            couplings[kind, target] = Feedback(target, draw(positive), encoding)
        elif kind == "readout" and classes:
            couplings[kind, source] = Readout(source, draw(positive))
    return Description(
        name=draw(names),
        populations=populations,
        couplings=tuple(couplings.values()),
        input=Input(lines, shape, draw(st.integers(1, 255)), draw(st.none() | words), steps) if input_ else None,
        classes=Classes(draw(counts) + 2) if classes else None,
        phases=phases,
        dynamics=draw(dynamics()),
        plasticity=draw(plasticities()),
        integer_plasticity=draw(integer_plasticities()),
        consolidation=draw(consolidations()),
        augmentation=Augmentation(draw(st.integers(0, min(shape[:2]) - 1)) if shape and not steps else 0),
        numbers=Numbers(draw(st.sampled_from(("float", "integer"))), draw(st.integers(2, 8))),
        seed=draw(st.integers(0, 2**63 - 1)),
        summary=draw(words),
    )
