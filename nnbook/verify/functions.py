"""The functions that the checker knows by itself, written so that complex step can pass through."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nnbook.verify.errors import FormulaError
from nnbook.verify.world import said

_COEFFICIENTS = 60


def absolute(x: Any) -> Any:
    """|x|, its derivative the sign."""
    return np.where(np.real(x) < 0, -x, x)[()]


def norm(x: Any, kind: str) -> Any:
    """A norm of an array; 2 is the root of the sum of squares for every shape (Frobenius)."""
    if kind == "1":
        return np.sum(absolute(x))
    if kind == r"\infty":
        entries = np.ravel(absolute(x))
        return entries[np.argmax(np.real(entries))]
    return np.sqrt(np.sum(np.asarray(x) * x))


def extreme(sign: int, values: list[Any]) -> Any:
    """The largest (sign 1) or smallest (-1) of scalars or arrays of one shape."""
    best = np.asarray(values[0])
    for value in values[1:]:
        best = np.where(sign * np.real(value) > sign * np.real(best), value, best)
    return best[()]


def erf(x: Any) -> Any:
    """Error function by its Taylor series near 0 and a continued fraction beyond; complex
    arguments pass.
    """
    return np.vectorize(_erf, otypes=[complex if np.iscomplexobj(x) else float])(x)[()]


def _erf(x: Any) -> Any:
    if np.iscomplexobj(x):
        slope = 2 / math.sqrt(math.pi) * math.exp(-(x.real**2))
        return complex(math.erf(x.real), slope * x.imag)
    return math.erf(x)


def _square(x: Any, name: str) -> Any:
    if np.ndim(x) == 0:
        return np.reshape(x, (1, 1))
    if np.ndim(x) != 2 or x.shape[0] != x.shape[1]:
        raise FormulaError(f"{name} of an array of shape {said(np.shape(x))}", category="shape")
    return x


def _diagonal(x: Any) -> Any:
    x = np.asarray(x)
    if x.ndim == 2 and x.shape[1] == 1:
        return np.diag(x[:, 0])
    return np.diag(_square(x, "diag")).reshape(-1, 1)


def _inner(x: Any, y: Any) -> Any:
    if np.shape(x) != np.shape(y):
        raise FormulaError(
            f"inner product of shapes {said(np.shape(x))} and {said(np.shape(y))}", category="shape"
        )
    return np.sum(np.asarray(x) * y)


def _factorial(x: Any) -> Any:
    if np.ndim(x) or x != int(x) or not 0 <= x <= 170:
        raise FormulaError("a factorial of what is no whole number from 0 to 170", category="value")
    return float(math.factorial(int(x)))


def _binomial(n: Any, k: Any) -> Any:
    if np.ndim(n) or np.ndim(k) or n != int(n) or k != int(k) or min(n, k) < 0:
        raise FormulaError("a binomial coefficient of what are no whole numbers", category="value")
    return float(math.comb(int(n), int(k)))


ELEMENTWISE: dict[str, Callable[..., Any]] = {
    "log": np.log,
    "exp": np.exp,
    "tanh": np.tanh,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "arctan": np.arctan,
    "erf": erf,
    "percent": lambda x: x / 100,
    "logit": lambda x: np.log(x / (1 - x)),
    "sign": lambda x: np.sign(np.real(x)),
    "floor": lambda x: np.floor(np.real(x)),
    "ceil": lambda x: np.ceil(np.real(x)),
    "Re": np.real,
    "Im": np.imag,
}

WHOLE: dict[str, Callable[..., Any]] = {
    "tr": lambda x: np.trace(_square(x, "trace")),
    "det": lambda x: np.linalg.det(_square(x, "det")),
    "diag": _diagonal,
    "inner": _inner,
    "factorial": _factorial,
    "binom": _binomial,
    "rank": lambda x: float(np.linalg.matrix_rank(x)),
    "max": lambda *x: extreme(1, list(x)),
    "min": lambda *x: extreme(-1, list(x)),
    "sqrt": lambda x, degree=2: np.sqrt(x) if degree == 2 else x ** (1 / degree),
    "kronecker": lambda i, j: float(i == j),
}

ARITY = {
    "inner": (2, 2),
    "binom": (2, 2),
    "kronecker": (2, 2),
    "sqrt": (1, 2),
    "max": (1, 99),
    "min": (1, 99),
}


def call(name: str, arguments: list[Any]) -> Any:
    """The value of a built-in function; FormulaError where its arguments do not fit."""
    least, most = ARITY.get(name, (1, 1))
    if not least <= len(arguments) <= most:
        raise FormulaError(f"{name} of {len(arguments)} arguments", category="shape")
    if name.startswith("log_"):
        return np.log(arguments[0]) / math.log(int(name[4:].strip("{}")))
    if name in ELEMENTWISE:
        if name == "log" and np.any(np.real(arguments[0]) <= 0):
            raise FormulaError("the logarithm of a number that is not positive", category="value")
        return ELEMENTWISE[name](np.asarray(arguments[0], dtype=None) * 1.0)[()]
    if name in ("max", "min"):
        return _extreme_of(name, arguments)
    if name == "sqrt" and np.any(np.real(arguments[0]) < 0):
        raise FormulaError("the root of a negative number", category="value")
    return WHOLE[name](*arguments)


def _extreme_of(name: str, arguments: list[Any]) -> Any:
    shapes = {np.shape(argument) for argument in arguments if np.ndim(argument)}
    if len(shapes) > 1:
        raise FormulaError(f"{name} of arrays of different shapes", category="shape")
    if len(arguments) == 1 and np.ndim(arguments[0]):
        return extreme(1 if name == "max" else -1, list(np.ravel(arguments[0])))
    return WHOLE[name](*arguments)
