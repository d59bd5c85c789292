"""Expressions that are written once: evaluated with NumPy, and handed to Brian2 with the same meaning."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ..errors import FieldError

_LONGEST, _LARGEST = 500, 1e100
# What Brian2 knows under the same names, and how many arguments each takes.
_FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {
    "abs": (1, np.abs),
    "clip": (3, np.clip),
    "exp": (1, np.exp),
    "int": (1, lambda truth: np.asarray(truth).astype(float)),
    "log": (1, np.log),
    "sign": (1, np.sign),
    "sqrt": (1, np.sqrt),
    "tanh": (1, np.tanh),
}
_LOGIC = {ast.And: "logical_and", ast.Or: "logical_or"}
# Constants are NumPy's floats, whose powers and quotients overflow to infinity instead of running on.
_SCOPE: dict[str, Any] = {
    "__builtins__": {},
    **{name: function for name, (_, function) in _FUNCTIONS.items()},
    "logical_and": np.logical_and,
    "logical_or": np.logical_or,
    "logical_not": np.logical_not,
    "constant": np.float64,
}
_NUMBERS = (ast.BinOp, ast.UnaryOp, ast.Call, ast.Name, ast.Constant)
_CONDITIONS = (ast.BoolOp, ast.Compare)
_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.USub, ast.UAdd, ast.And, ast.Or, ast.Not)
_COMPARED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
_ALLOWED = (ast.Expression, ast.Load, *_NUMBERS, *_CONDITIONS, *_OPERATORS, *_COMPARED)


@final
@dataclass(frozen=True)
class Expression:
    """A formula in named quantities: numbers, + - * / **, ``int(condition)``, abs, clip, exp, log, sign, sqrt, tanh.

    Parameters
    ----------
    text
        As Brian2 and Python write it.
    names
        What it may speak of.

    Raises
    ------
    FieldError
        When it says anything else.

    Examples
    --------
    >>> import numpy as np
    >>> hinge = Expression("s*int(s*h <= margin)", ("s", "h", "margin"))
    >>> hinge(s=np.array([1.0, -1.0]), h=np.array([3.0, 0.5]), margin=1.0).tolist()
    [0.0, -1.0]
    >>> hinge.written({"s": "state"})
    'state * int(state * h <= margin)'
    >>> Expression("open('x')", ("s",))
    Traceback (most recent call last):
    neuro.errors.FieldError: expression: got 'open', expected one of the functions abs, clip, exp, int, log, sign, ...
    """

    text: str
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        if not isinstance(self.text, str) or not 0 < len(self.text.strip()) <= _LONGEST:
            raise FieldError("expression", f"got {self.text!r:.60}, expected a text of 1 to {_LONGEST} characters.")
        try:
            self._check(ast.parse(self.text.strip(), mode="eval").body)
            translated = ast.fix_missing_locations(_Arrays().visit(ast.parse(self.text.strip(), mode="eval")))
            code = compile(translated, "rule", "eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
            raise FieldError("expression", f"got '{self.text}', which is no formula ({problem}).") from problem
        object.__setattr__(self, "_code", code)

    def __call__(self, **values: Any) -> NDArray[np.float64]:
        """Its value, element by element; NaN or infinite where it has none."""
        with np.errstate(all="ignore"):
            found = eval(self._code, dict(_SCOPE), values)  # type: ignore[attr-defined]
        return np.asarray(found, float)

    def written(self, names: Mapping[str, str] | None = None) -> str:
        """The formula with all numbers as floats, and quantities by other `names`."""
        tree = _Renamed(names or {}).visit(ast.parse(self.text.strip(), mode="eval"))
        return ast.unparse(ast.fix_missing_locations(tree))

    def _check(self, whole: ast.expr) -> None:
        """Refuse what is no number made of the known quantities."""
        if _is_condition(whole):
            self._refuse(f"got '{self.text}', a condition; expected a number, such as int(condition).")
        called = {id(node.func) for node in ast.walk(whole) if isinstance(node, ast.Call)}
        for node in ast.walk(whole):
            if not isinstance(node, _ALLOWED):
                self._refuse(f"got '{self.text}', expected numbers, names and operators alone.")
            if isinstance(node, ast.Call):
                self._check_call(node)
            elif isinstance(node, ast.Compare):
                self._check_numbers([node.left, *node.comparators])
                if len(node.ops) > 1:
                    self._refuse(f"got '{self.text}', expected one comparison at a time, joined by 'and'.")
            elif isinstance(node, ast.BinOp):
                self._check_numbers([node.left, node.right])
            elif isinstance(node, ast.BoolOp) and not all(map(_is_condition, node.values)):
                self._refuse(f"got '{self.text}', expected conditions on both sides of 'and' and 'or'.")
            elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not) != _is_condition(node.operand):
                self._refuse(f"got '{self.text}', expected 'not' before a condition and a sign before a number.")
            elif isinstance(node, ast.Constant) and not _is_number(node.value):
                self._refuse(f"got {node.value!r:.60}, expected numbers up to {_LARGEST:g}.")
            elif isinstance(node, ast.Name) and id(node) not in called and node.id not in self.names:
                self._refuse(f"got '{node.id}', expected {', '.join(self.names)}.")

    def _check_call(self, node: ast.Call) -> None:
        name = node.func.id if isinstance(node.func, ast.Name) else "a method"
        if name not in _FUNCTIONS or node.keywords:
            self._refuse(f"got '{name}', expected one of the functions {', '.join(sorted(_FUNCTIONS))}.")
        if len(node.args) != _FUNCTIONS[name][0]:
            self._refuse(f"got {len(node.args)} arguments of {name}, expected {_FUNCTIONS[name][0]}.")
        if name == "int":
            if not _is_condition(node.args[0]):
                self._refuse(f"got '{ast.unparse(node)}', expected int of a condition.")
        else:
            self._check_numbers(node.args)

    def _check_numbers(self, nodes: list[ast.expr]) -> None:
        if any(map(_is_condition, nodes)):
            self._refuse(f"got '{self.text}', expected a condition inside int(...) alone.")

    def _refuse(self, problem: str) -> None:
        raise FieldError("expression", problem)


def _is_condition(node: ast.AST) -> bool:
    return isinstance(node, _CONDITIONS) or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not))


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) <= _LARGEST


class _Arrays(ast.NodeTransformer):
    """Arrays for single values: ``and``, ``or`` and ``not`` as functions of NumPy, numbers as its floats."""

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        name, whole = _LOGIC[type(node.op)], node.values[0]
        for one in node.values[1:]:
            whole = ast.Call(ast.Name(name, ast.Load()), [whole, one], [])
        return whole

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Not):
            return ast.Call(ast.Name("logical_not", ast.Load()), [node.operand], [])
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return ast.Call(ast.Name("constant", ast.Load()), [node], [])


class _Renamed(ast.NodeTransformer):
    """The same formula in other words: Brian2 would divide whole numbers in single precision."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        value: Any = node.value
        return ast.Constant(float(value))

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.parse(self._names.get(node.id, node.id), mode="eval").body
