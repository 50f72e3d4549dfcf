"""Integrands that are zero in disguise, as sin(x) cot(x) - cos(x): no basis spans them, and no formula knows them."""

from __future__ import annotations

import numpy as np
import sympy

from symassist.errors import SymassistError
from symassist.numerics.evaluate import evaluate

_PLACES = np.array([-2.7182, -1.3391, -0.4713, 0.2911, 0.5719, 0.8713, 1.7321, 3.9017])
_NEXT = 0.6180339887
_FEWEST = 3
_ROUNDING = 1e-11


def vanishes(f: sympy.Expr, x: sympy.Symbol) -> bool:
    """Whether a sum f is nothing but rounding wherever it is defined among some points, parameters at positive numbers.

    What differs from zero by less is refuted by the judge.
    """
    if not f.has(sympy.Add):
        return False
    parameters = sorted(f.free_symbols - {x}, key=str)
    values = {p: np.array(0.7 + (k + 1) * _NEXT % 1) for k, p in enumerate(parameters)}
    try:
        with np.errstate(all="ignore"):
            found = evaluate(f, {x: _PLACES, **values})
    except (SymassistError, OverflowError):
        return False
    sound = np.isfinite(found)
    return bool(sound.sum() >= _FEWEST and (np.abs(found[sound]) < _ROUNDING).all())
