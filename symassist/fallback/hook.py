"""The hook behind ``sympy.integrate``: SymPy first, within a time limit; symassist where SymPy gives up.

``sympy.integrate``, ``Expr.integrate`` and ``Integral(...).doit()`` all end in ``Integral.doit``, looked up on the
class at each call: wrapping that one method reaches code that did ``from sympy import integrate`` long ago. The wrapper
is in place only while somebody's fallback is active, and passes everybody else's calls straight on.
"""

from __future__ import annotations

import functools
import threading
from collections import deque
from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import sympy

from symassist.api import shared_assistant
from symassist.budget import Budget
from symassist.errors import WorkerError
from symassist.fallback.task import Attempt, leaves_integral, sympy_doit
from symassist.iterated import Evaluation
from symassist.problem import Problem
from symassist.workers import default_pool

_REMEMBERED = 1000
_DIGITS, _MARGIN = 25, 1e-12
"""A value is compared as a double: the margin is its rounding."""


class Fallback:
    """The settings of one fallback; ``answers`` holds the last integrals that symassist solved, with their answers."""

    def __init__(
        self,
        sympy_timeout: float,
        timeout: float,
        beam_size: int,
        partial: bool,
        check_values: bool,
        options: dict[str, Any],
    ) -> None:
        if sympy_timeout <= 0:
            raise ValueError(f"sympy_timeout must be positive, not {sympy_timeout}")
        self.sympy_timeout, self.timeout, self.partial = sympy_timeout, timeout, partial
        self.check_values = check_values
        self.answers: deque[tuple[sympy.Integral, sympy.Expr]] = deque(maxlen=_REMEMBERED)
        self.active = True
        self._assistant = functools.partial(shared_assistant, beam_size, timeout, **options)
        self._assistant()  # a wrong option is an error here, not at somebody's integral

    def doit(self, integral: sympy.Integral, hints: dict[str, Any]) -> Any:
        """What ``integral.doit(**hints)`` gives: SymPy's answer, else ours, else what SymPy left or raised.

        ``TypeError`` and ``ValueError`` are SymPy's words about a misuse and raised as they are.
        """
        attempt = self._sympy(integral, hints)
        if not attempt.gave_up:
            return self._checked(integral, attempt.value) if self.check_values else attempt.value
        if isinstance(attempt.error, (TypeError, ValueError)):
            raise attempt.error
        evaluation = Evaluation(self._assistant(), self.timeout, self.partial)
        left = integral if attempt.error is not None else attempt.value
        answer = evaluation.evaluate(left)  # of several integrals SymPy may have solved some
        if leaves_integral(answer) and left != integral:
            answer = evaluation.evaluate(integral)
        if not leaves_integral(answer):
            self.answers.append((integral, answer))
            return answer
        if attempt.error is not None:
            raise attempt.error
        return attempt.value

    def _checked(self, integral: sympy.Integral, value: Any) -> Any:
        """SymPy's ``value`` unless it is a number that a rigorous enclosure excludes; then ours, or the integral."""
        limits, numbers = integral.limits, isinstance(value, sympy.Expr) and value.is_number
        if not numbers or integral.free_symbols or len(limits) != 1 or len(limits[0]) != 3:
            return value
        x, *ends = limits[0]
        solution = self._assistant().solve(Problem(integral.function, x, (ends[0], ends[1])))
        if solution.enclosure is None or solution.enclosure_is_estimate:
            return value
        low, high = solution.enclosure
        claimed = complex(value.evalf(_DIGITS))
        margin = _MARGIN * max(1.0, abs(low), abs(high))
        if abs(claimed.imag) <= margin and low - margin <= claimed.real <= high + margin:
            return value
        if solution.value is None:
            return integral
        self.answers.append((integral, solution.value))
        return solution.value

    def _sympy(self, integral: sympy.Integral, hints: dict[str, Any]) -> Attempt:
        """SymPy's attempt in a worker that is killed at the time limit; then nothing but the integral is left.

        What cannot be pickled is evaluated here, where nothing can stop it: as without the fallback.
        """
        try:
            outcome = default_pool().call(sympy_doit, integral, hints, budget=Budget.of(self.sympy_timeout))
        except WorkerError:
            return sympy_doit(integral, hints)
        return outcome.value if outcome.finished else Attempt(integral)


_in_context: ContextVar[Fallback | None] = ContextVar("symassist_fallback", default=None)
_of_thread = threading.local()
_lock = threading.Lock()
_users = 0
_original: Callable[..., Any] = sympy.Integral.doit


def _current() -> Fallback | None:
    """The innermost active fallback of the running context, else the one that this thread has installed."""
    if getattr(_of_thread, "suspended", False):
        return None
    fallback = _in_context.get()
    if fallback is not None and fallback.active:
        return fallback
    installed: Fallback | None = getattr(_of_thread, "installed", None)
    return installed


@functools.wraps(sympy.Integral.doit)
def _doit(self: sympy.Integral, **hints: Any) -> Any:
    fallback = _current()
    if fallback is None or not hints.get("integrals", True) or hints.get("conds") == "separate":
        return _original(self, **hints)
    _of_thread.suspended = True  # what SymPy and the assistant integrate on the way is their own business
    try:
        return fallback.doit(self, hints)
    finally:
        _of_thread.suspended = False


def _acquire() -> None:
    """Puts the wrapper in place for the first user."""
    global _users, _original
    with _lock:
        if _users == 0 and sympy.Integral.doit is not _doit:
            _original = sympy.Integral.doit
            sympy.Integral.doit = _doit
        _users += 1


def _release() -> None:
    """Puts SymPy's method back after the last user, unless somebody has wrapped ours meanwhile."""
    global _users
    with _lock:
        _users -= 1
        if _users == 0 and sympy.Integral.doit is _doit:
            sympy.Integral.doit = _original


@contextmanager
def neural_fallback(
    *,
    sympy_timeout: float = 10.0,
    timeout: float = 10.0,
    beam_size: int = 10,
    partial: bool = False,
    check_values: bool = False,
    **options: Any,
) -> Generator[Fallback, None, None]:
    """Inside, ``sympy.integrate`` asks symassist for what SymPy cannot do or not within ``sympy_timeout`` seconds.

    SymPy's own answers come back as they are; ours are verified, and definite values checked (``integrate_neural``
    tells how, and what the other arguments mean). What neither solves stays an unevaluated ``Integral``. With
    ``check_values`` SymPy's definite values are not believed either where a rigorous enclosure excludes them. Only the
    running thread and asyncio task are concerned; leaving puts SymPy back exactly.

    >>> from sympy import integrate
    >>> from sympy.abc import x
    >>> with neural_fallback(proposers=("ansatz",)) as fallback:
    ...     integrate(2*x, x)
    x**2
    >>> list(fallback.answers)
    []

    Raises:
        TypeError, ValueError: an option that Assistant does not have, or out of its range.
    """
    fallback = Fallback(sympy_timeout, timeout, beam_size, partial, check_values, options)
    _acquire()
    token = _in_context.set(fallback)
    try:
        yield fallback
    finally:
        fallback.active = False  # tasks that were started inside keep a copy of the context
        _in_context.reset(token)
        _release()


def install_neural_fallback(
    *,
    sympy_timeout: float = 10.0,
    timeout: float = 10.0,
    beam_size: int = 10,
    partial: bool = False,
    check_values: bool = False,
    **options: Any,
) -> Fallback:
    """The same as ``neural_fallback`` for the calling thread, until ``uninstall_neural_fallback``: for notebooks.

    Called again it changes the settings.

    Raises:
        TypeError, ValueError: an option that Assistant does not have, or out of its range.
    """
    fallback = Fallback(sympy_timeout, timeout, beam_size, partial, check_values, options)
    if getattr(_of_thread, "installed", None) is None:
        _acquire()
    _of_thread.installed = fallback
    return fallback


def uninstall_neural_fallback() -> None:
    """Undoes ``install_neural_fallback`` in the calling thread; without one it does nothing."""
    if getattr(_of_thread, "installed", None) is not None:
        _of_thread.installed = None
        _release()
