"""SymPy's own evaluation of an integral, as a task for a worker: light to import, so that a worker starts quickly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy


@dataclass(frozen=True)
class Attempt:
    """What ``Integral.doit`` did: returned ``value``, or raised ``error``."""

    value: Any = None
    error: Exception | None = None

    @property
    def gave_up(self) -> bool:
        """Whether an exception or an integral is all that came of it.

        An integral in one branch of a Piecewise is no failure: SymPy states the condition under which it has a value.
        """
        return self.error is not None or (isinstance(self.value, sympy.Basic) and leaves_integral(self.value))


def leaves_integral(expression: sympy.Basic) -> bool:
    """Whether an unevaluated integral stands outside of every Piecewise."""
    if isinstance(expression, sympy.Integral):
        return True
    return not isinstance(expression, sympy.Piecewise) and any(map(leaves_integral, expression.args))


def sympy_doit(integral: sympy.Integral, hints: Mapping[str, Any]) -> Attempt:
    """``integral.doit(**hints)``; its exceptions are values, for the caller's process may raise them again."""
    try:
        return Attempt(integral.doit(**hints))
    except Exception as error:  # noqa: BLE001  SymPy's integrators raise anything; the caller decides what to do of it
        return Attempt(error=error)
