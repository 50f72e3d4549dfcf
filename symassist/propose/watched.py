"""A proposer's candidates under watch: what they took, and an end where SymPy or symengine fails on the integrand."""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterator

from sympy.polys.polyerrors import BasePolynomialError

from symassist.propose.proposer import Candidate

_LOG = logging.getLogger(__name__)
FAILURES = (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RuntimeError, BasePolynomialError)
"""What SymPy and symengine raise, RecursionError among them, where they meet an expression that they cannot treat."""


def watched(stage: Generator[Candidate], clock: dict[str, float]) -> Iterator[Candidate]:
    """The candidates of a stage, with the seconds that they took; a failure is logged and ends them."""
    name = str(getattr(stage, "__qualname__", "")).partition(".")[0]
    while True:
        start = time.monotonic()
        try:
            candidate = next(stage, None)
        except FAILURES as error:
            _LOG.warning("%s failed: %s: %s", name, type(error).__name__, error)
            return
        finally:
            clock[name] += time.monotonic() - start
        if candidate is None:
            return
        yield candidate
