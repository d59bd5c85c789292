"""Registered rules: alike in every engine that takes them, and the built-in one as formulas is the built-in one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from neuro.conformance import random_stream, row, small
from neuro.description import load_model
from neuro.engines import engine_names, load_engine
from neuro.errors import FieldError, NeuroError
from neuro.learning import starting_network
from neuro.network import LEARNED, Network, dense
from neuro.rules import Expression, PlasticityRule, load_rule, registry, rule_names
from tests.agreement import assert_identical_weights
from tests.conformance.here import WORKING

TAKERS = [name for name in WORKING if load_engine(name).no_rules is None]
# brian2 learns in the programs of brian2-standalone.
LEARNERS = [name for name in TAKERS if name != "brian2"]

WRITTEN = PlasticityRule("written", "the built-in rule", "s*int(s*h <= margin)", "y*int(y*r <= margin)", whole=True)
HALF = PlasticityRule("half", "the built-in rule for units alone", "s*int(s*h <= margin)", whole=True)
WRONG = PlasticityRule("wrong", "", "log(h - 1e9)")
FALSE = PlasticityRule("false", "", "s/2", whole=True)
RULES = {rule.name: rule for rule in (WRITTEN, HALF, WRONG, FALSE)}


class _Point:
    def __init__(self, rule: PlasticityRule) -> None:
        self.load = lambda: rule


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    found: dict[str, Any] = {**registry._registered(), **{name: _Point(rule) for name, rule in RULES.items()}}
    monkeypatch.setattr(registry, "_registered", lambda: found)


def ruled(network: Network, rule: str, **more: Any) -> Network:
    description = network.description
    return replace(
        network, description=replace(description, plasticity=replace(description.plasticity, rule=rule, **more))
    )


def learned(engine: str, network: Network, inputs: Any, labels: np.ndarray) -> tuple[Any, Network]:
    with load_engine(engine).teach(network) as learner:
        half = len(labels) // 2
        one = learner.learn(inputs[:half], labels[:half], 1.0, 0)
        other = learner.learn(inputs[half:], labels[half:], 0.8, half)
        told = [(result.predictions.tolist(), result.activity) for result in (one, other)]
        return told, learner.network()


def cases(names: list[str], first: Any, *others: Any) -> list[Any]:
    """Each engine with each value; where that compiles a program, all but the first are slow."""
    marks = {name: [pytest.mark.slow] if name == "brian2-standalone" else [] for name in names}
    every = [pytest.param(name, first) for name in names]
    return every + [pytest.param(name, other, marks=marks[name]) for name in names for other in others]


@pytest.mark.parametrize(("name", "batch_size"), cases(LEARNERS, 16, 1, 20))
@pytest.mark.parametrize("rule", [name for name in rule_names() if name != "local"])
def test_floats(name: str, rule: str, batch_size: int) -> None:
    decays = {"recurrent_decay": 0.01, "input_decay": 0.02, "readout_decay": 0.01}
    network = starting_network(load_model("digits"), integer=False)
    network = ruled(network, rule, batch_size=batch_size, **decays)
    rng = np.random.default_rng(1)
    inputs, labels = rng.random((60, 64)) * (rng.random((60, 64)) < 0.3), rng.integers(0, 10, 60)
    (told, got), (wanted, expected) = (learned(one, network, inputs, labels) for one in (name, "numpy"))
    assert told == wanted
    for projection in LEARNED:
        before, after = dense(getattr(network, projection)), dense(getattr(expected, projection))
        assert (before != after).any()
        np.testing.assert_allclose(dense(getattr(got, projection)), after, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("rule", ["written", "half"])
@pytest.mark.parametrize(
    ("name", "case"), cases(["numpy", *LEARNERS], {}, {"readout_rule": "competitive"}, {"margin": "excluded"})
)
def test_the_built_in_rule_as_formulas_in_whole_numbers(name: str, case: dict[str, Any], rule: str) -> None:
    if rule == "written" and case.get("readout_rule"):
        pytest.skip("formulas of single readouts know no rivals")
    network = small(**case)
    inputs, labels = row(network, 20)
    (told, got), (wanted, expected) = (
        learned(engine, of, inputs, labels) for engine, of in ((name, ruled(network, rule)), ("numpy", network))
    )
    assert told == wanted
    assert_identical_weights(ruled(got, "local"), expected)


@pytest.mark.parametrize("name", LEARNERS)
def test_streams_and_modules_in_turn(name: str) -> None:
    network = ruled(small(update="module-by-module"), "written")
    inputs = random_stream(2, (12, network.description.phases.steps, 6), 4)
    labels = np.arange(12) % 3
    (told, got), (wanted, expected) = (learned(one, network, inputs, labels) for one in (name, "numpy"))
    assert told == wanted
    assert_identical_weights(got, expected)


@pytest.mark.parametrize("name", engine_names())
def test_an_engine_takes_registered_rules_or_says_why_not(name: str) -> None:
    engine, network = load_engine(name), ruled(small(), "written")
    if engine.no_rules is not None and engine.learning_limit("learn-integer") is None and engine.obstacle() is None:
        with pytest.raises(NeuroError, match="doesn't learn by the rule 'written': it has the built-in rule alone"):
            engine.teach(network)


def test_refusals() -> None:
    engine, network = load_engine("numpy"), small()
    with pytest.raises(NeuroError, match="takes steps of any size, and whole numbers need -1, 0 or 1"):
        engine.teach(ruled(network, "graded"))
    with pytest.raises(NeuroError, match="there is no rule 'grade'; did you mean 'graded'"):
        engine.teach(ruled(network, "grade"))
    assert load_rule("graded").source
    with pytest.raises(NeuroError, match="the rule 'local' is built in"):
        load_rule("local")


@pytest.mark.parametrize("name", ["numpy", *LEARNERS])
def test_steps_that_no_weight_can_take_are_refused(name: str) -> None:
    network = small()
    inputs, labels = row(network, 4)
    refused = pytest.raises(NeuroError, match="expected -1, 0 or 1, as it promises")
    with load_engine(name).teach(ruled(network, "false")) as learner, refused:
        learner.learn(inputs, labels)
    floats = ruled(starting_network(load_model("digits"), integer=False), "wrong")
    with load_engine(name).teach(floats) as learner, pytest.raises(NeuroError, match="expected finite steps"):
        learner.learn(np.ones((2, 64)), np.zeros(2, int))


def test_what_is_no_rule_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class _Broken:
        def load(self) -> Any:
            raise ValueError("no")

    class _Other:
        def load(self) -> Any:
            return "s"

    monkeypatch.setattr(registry, "_registered", lambda: {"broken": _Broken(), "other": _Other()})
    with pytest.raises(NeuroError, match=r"the rule 'broken' can't be used here \(ValueError: no\)"):
        load_rule("broken")
    with pytest.raises(NeuroError, match="the rule 'other' is a str, expected a PlasticityRule"):
        load_rule("other")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "s*",
        "q",
        "s.real",
        "__import__('os')",
        "s if h else s",
        "[s]",
        "'s'",
        "s < h < margin",
        "max(s, h)",
        "(lambda: s)()",
        "s := 1",
        "True",
        "exp(x=s)",
        "1 " * 400,
        "int(h)",
        "s*(h <= margin)",
        "h <= margin",
        "int(h and s)",
        "int(not h)",
        "-(h < s)",
        "abs(s, h)",
        "clip(s)",
        "exp()",
        "1e200",
        "-" * 499 + "s",
        "s # c\n+ 1",
    ],
)
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(FieldError):
        Expression(text, ("s", "h", "margin"))


def test_conditions_hold_element_by_element() -> None:
    s, h = np.array([1.0, -1.0, 1.0]), np.array([2.0, 2.0, -2.0])
    formula = Expression("int(s > 0 and not h < 0) - int(s < 0 or h < 0)", ("s", "h"))
    np.testing.assert_array_equal(formula(s=s, h=h), [1, -1, -1])


def test_numbers_overflow_instead_of_running_on() -> None:
    formula = Expression("s*9**9**9**9 + 1/0 + (0-1)**0.5", ("s",))
    assert not np.isfinite(formula(s=1.0))


def test_formulas_leave_what_they_are_given() -> None:
    h = np.array([0.5, -2.5])
    Expression("abs(h) + exp(h)", ("h",))(h=h)
    np.testing.assert_array_equal(h, [0.5, -2.5])


def test_what_brian2_is_given_has_floats_alone() -> None:
    written = Expression("y/3 + int(y < 2)", ("y",)).written({"y": "(1.0*teacher)"})
    assert written == "1.0 * teacher / 3.0 + int(1.0 * teacher < 2.0)"
