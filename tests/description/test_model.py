"""The description as Python objects."""

from __future__ import annotations

import dataclasses

import pytest

from neuro.description import (
    Augmentation,
    Description,
    Dynamics,
    Feedback,
    Gaussian,
    Input,
    InputCoupling,
    Link,
    Numbers,
    Phases,
    Population,
    Readout,
    label,
)
from neuro.errors import FieldError, nearest


def test_units_are_numbered_through_in_order():
    description = Description("m", (Population("a", 3), Population("b", 1), Population("c", 5)))
    assert description.units == 9
    assert description.slices == {"a": slice(0, 3), "b": slice(3, 4), "c": slice(4, 9)}


def test_lists_become_tuples_so_that_a_description_is_a_value():
    given = Description("m", [Population("a", 1)], [Gaussian("a", "a")])
    assert given == Description("m", (Population("a", 1),), (Gaussian("a", "a"),))
    assert hash(given) == hash(Description("m", (Population("a", 1),), (Gaussian("a", "a"),)))
    with pytest.raises(dataclasses.FrozenInstanceError):
        given.seed = 3


def test_labels_tell_couplings_apart():
    couplings = [
        Gaussian("a", "b"),
        Gaussian("b", "a"),
        Link("a", "b", 1.0),
        InputCoupling("a"),
        Feedback("a"),
        Readout("a"),
    ]
    assert [label(c) for c in couplings] == [
        "gaussian:a->b",
        "gaussian:b->a",
        "link:a->b",
        "input:input->a",
        "feedback:label->a",
        "readout:a->readout",
    ]


@pytest.mark.parametrize(
    ("build", "key"),
    [
        (lambda: Population("a", 0), "size"),
        (lambda: Population("a", 2, bias_deviation=-0.5), "bias_deviation"),
        (lambda: Population(1, 2), "name"),
        (lambda: Gaussian("a", "a", strength=float("nan")), "strength"),
        (lambda: Input(2, data=3), "data"),
        (lambda: Phases(warmup=-1), "warmup"),
        (lambda: Dynamics(update="random"), "update"),
        (lambda: Feedback("a", encoding="onehot"), "encoding"),
        (lambda: Numbers(weight_bits=1), "weight_bits"),
        (lambda: Description("m", (Population("a", 1),), seed=1.5), "seed"),
    ],
)
def test_python_objects_are_held_to_the_same_ranges(build, key):
    with pytest.raises(FieldError) as problem:
        build()
    assert problem.value.key == key
    assert "expected" in problem.value.problem


@pytest.mark.parametrize(
    ("update", "probability"), [("synchronous", 0.3), ("random-subset", 0.0), ("random-subset", 1.0)]
)
def test_an_update_probability_is_never_ignored(update, probability):
    with pytest.raises(FieldError, match=f"got {probability} with {update} updates"):
        Dynamics(update, probability)


@pytest.mark.parametrize("name", ["", "a->b"])
def test_names_that_would_confuse_couplings(name):
    with pytest.raises(FieldError, match="name: got"):
        Population(name, 1)


def test_numbers_too_long_for_a_float():
    with pytest.raises(FieldError, match="self_coupling: got 1000"):
        Population("a", 1, self_coupling=10**400)


@pytest.mark.parametrize(("bits", "largest"), [(2, 1), (4, 7), (8, 127)])
def test_largest_coupling(bits, largest):
    assert Numbers(weight_bits=bits).largest == largest


def test_a_field_error_can_be_seen_from_outside():
    problem = FieldError("size", "got 0.").inside("populations[1]")
    assert str(problem) == "populations[1].size: got 0."


def test_nearest():
    assert nearest("hiden", ["module", "hidden"]) == "did you mean 'hidden'?"
    assert nearest("zzz", ["module", "hidden"]) == "known: module, hidden."
    assert nearest("zzz", []) == "there are none to choose from."


def test_inputs_that_change_take_as_many_steps_as_a_sample_and_are_not_shifted():
    def build(steps: int, shift: int = 0) -> Description:
        return Description(
            "m",
            (Population("a", 3),),
            input=Input(16, shape=(4, 4), steps=steps),
            phases=Phases(2, 3, 4),
            augmentation=Augmentation(shift),
        )

    assert build(9).inference == Phases(5, 0, 4)
    assert dataclasses.replace(build(9), input=None).inference == Phases(2, 0, 4)
    with pytest.raises(FieldError, match=r"input.steps: got 8, but \[phases\] has 9 steps in all"):
        build(8)
    with pytest.raises(FieldError, match="got a shift of inputs that change"):
        build(9, shift=1)
