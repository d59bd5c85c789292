"""Expressions that are written once: evaluated with NumPy, and handed to Brian2 as they stand."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ..errors import FieldError

_LONGEST = 500
# What Brian2 knows under the same names.
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": np.abs,
    "clip": np.clip,
    "exp": np.exp,
    "int": lambda truth: np.asarray(truth).astype(float),
    "log": np.log,
    "sign": np.sign,
    "sqrt": np.sqrt,
    "tanh": np.tanh,
}
_LOGIC = {ast.And: "logical_and", ast.Or: "logical_or"}
_ALLOWED = (
    ast.Expression,
    ast.BinOp,
    ast.UnaryOp,
    ast.BoolOp,
    ast.Compare,
    ast.Call,
    ast.Name,
    ast.Load,
    ast.Constant,
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.Div,
    ast.Pow,
    ast.USub,
    ast.And,
    ast.Or,
    ast.Not,
    ast.Lt,
    ast.LtE,
    ast.Gt,
    ast.GtE,
    ast.Eq,
    ast.NotEq,
)


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
    >>> Expression("open('x')", ("s",))
    Traceback (most recent call last):
    neuro.errors.FieldError: expression: got 'open', expected one of the functions abs, clip, exp, int, log, sign, ...
    """

    text: str
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.text.strip() or len(self.text) > _LONGEST:
            raise FieldError("expression", f"got {len(self.text)} characters, expected 1 to {_LONGEST}.")
        try:
            tree = ast.parse(self.text, mode="eval")
        except (SyntaxError, ValueError, RecursionError) as problem:
            raise FieldError("expression", f"got '{self.text}', which is no formula ({problem}).") from problem
        self._check(tree)
        translated = ast.fix_missing_locations(_Arrays().visit(tree))
        object.__setattr__(self, "_code", compile(translated, "rule", "eval"))

    def __call__(self, **values: Any) -> NDArray[np.float64]:
        """Its value, element by element."""
        scope = {"__builtins__": {}, **_FUNCTIONS, "logical_and": np.logical_and, "logical_or": np.logical_or}
        scope["logical_not"] = np.logical_not
        found = eval(self._code, scope, values)  # type: ignore[attr-defined]
        return np.asarray(found, float)

    def _check(self, tree: ast.AST) -> None:
        called = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
        for node in ast.walk(tree):
            if not isinstance(node, _ALLOWED):
                raise FieldError("expression", f"got '{self.text}', expected numbers, names and operators alone.")
            if isinstance(node, ast.Constant) and type(node.value) not in (int, float):
                raise FieldError("expression", f"got {node.value!r}, expected numbers.")
            if isinstance(node, ast.Compare) and len(node.ops) > 1:
                raise FieldError(
                    "expression", f"got '{self.text}', expected one comparison at a time, joined by 'and'."
                )
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else "a method"
                if name not in _FUNCTIONS or node.keywords:
                    known = ", ".join(sorted(_FUNCTIONS))
                    raise FieldError("expression", f"got '{name}', expected one of the functions {known}.")
            if isinstance(node, ast.Name) and node not in called and node.id not in self.names:
                raise FieldError("expression", f"got '{node.id}', expected {', '.join(self.names)}.")


class _Arrays(ast.NodeTransformer):
    """Conditions of arrays: ``and``, ``or`` and ``not`` as functions of NumPy."""

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
