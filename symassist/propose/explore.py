"""One subproblem of the search, in a worker: what answers it at once, and the moves that lead on from it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import symengine
import sympy

from symassist.budget import Budget
from symassist.errors import UnsupportedExpressionError
from symassist.expressions.convert import from_sympy, to_sympy
from symassist.expressions.normal_form import normal
from symassist.propose.agreement import Agreement, agreement
from symassist.propose.ansatz import repaired
from symassist.propose.classical import antiderivatives
from symassist.propose.damped_waves import integrate_damped_waves
from symassist.propose.moves import Move, sign_between, substituted
from symassist.propose.moves_algebraic import algebraic_moves
from symassist.propose.moves_inverse import inverse_moves
from symassist.propose.moves_rewrite import by_parts, linearity, parts_choices, rewrites
from symassist.propose.parallel import integrate_parallel
from symassist.propose.quadratic_root import integrate_quadratic_root
from symassist.propose.rational import integrate_rational
from symassist.propose.special import closed_form
from symassist.propose.substitutions import substitutions
from symassist.propose.wave_roots import integrate_wave_root
from symassist.workers.alarm import TookTooLong, limited

ANSATZ_SECONDS, PARALLEL_SECONDS, SPECIAL_SECONDS = 0.35, 1.5, 2.0
_STEP_SECONDS = 1.5
_PARTS_SECONDS = 0.3
_FORMULA_SECONDS = 3.5
_FORMULAS = (
    ("root of a quadratic", integrate_quadratic_root),
    ("root of a quadratic in tan", integrate_wave_root),
    ("exponentials and waves", integrate_damped_waves),
)
_LOST = (
    *(sympy.polys.polyerrors.BasePolynomialError, NotImplementedError, UnsupportedExpressionError, RuntimeError),
    *(ValueError, TypeError, ArithmeticError, AttributeError, LookupError),
)
"""What SymPy and the kernel raise where they cannot go on; a move that is lost is only a move less."""


@dataclass(frozen=True)
class Explored:
    """``answer`` (with the rule that found it), or else the moves."""

    answer: sympy.Expr | None = None
    rule: str = ""
    moves: tuple[Move, ...] = ()


def explore(f: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol, seconds: float, fresh: bool = True) -> Explored:
    """Answers the integral of ``f`` at once or lists the moves that change its kind; ``t`` is a new variable.

    With ``fresh`` unset the ansatz has been tried before.
    """
    end = time.monotonic() + seconds
    found = at_once(f, x, min(ANSATZ_SECONDS, seconds / 2) if fresh else 0.0)
    if found is not None:
        return found
    sources = (
        lambda: linearity(f, x),
        lambda: algebraic_moves(f, x, t),
        lambda: inverse_moves(f, x, t),
        lambda: _kernel_substitutions(f, x, t),
    )
    return Explored(moves=_collected(sources, end))


def rework(f: sympy.Expr, x: sympy.Symbol, seconds: float) -> Explored:
    """The moves to other forms of ``f`` and by parts."""
    end = time.monotonic() + seconds
    return Explored(moves=_collected((lambda: rewrites(f, x), lambda: _parts(f, x)), end))


def _collected(sources: Sequence[Callable[[], Iterator[Move]]], end: float) -> tuple[Move, ...]:
    """What the sources bring until ``end``; one that takes too long keeps what it has brought."""
    moves: list[Move] = []
    for source in sources:
        remaining = end - time.monotonic()
        if remaining <= 0:
            break
        try:
            with limited(min(remaining, _STEP_SECONDS)):
                for move in source():
                    moves.append(move)
        except (TookTooLong, *_LOST):
            continue
    return tuple(moves)


def at_once(f: sympy.Expr, x: sympy.Symbol, seconds: float) -> Explored | None:
    """The answer by a formula: constants, rational functions, an ansatz that fits, special functions."""
    if not f.has(x):
        return Explored(f * x, "constant")
    try:
        with limited(_FORMULA_SECONDS):
            if f.is_rational_function(x):
                answer = integrate_rational(f, x)
                right = None if answer is None else confirmed(f, answer, x)
                if right is not None:
                    return Explored(right, "rational function")
    except (TookTooLong, *_LOST):
        pass
    try:
        with limited(_FORMULA_SECONDS):
            for rule, formula in _FORMULAS:
                answer = formula(f, x)
                right = None if answer is None else confirmed(f, answer, x)
                if right is not None:
                    return Explored(right, rule)
    except (TookTooLong, *_LOST):
        pass
    try:
        with limited(SPECIAL_SECONDS):
            answer = closed_form(f, x)
            right = None if answer is None else confirmed(f, answer, x)
            if right is not None:
                return Explored(right, "special functions")
    except (TookTooLong, *_LOST):
        pass
    try:
        if not f.is_rational_function(x):
            with limited(PARALLEL_SECONDS):
                fitted = integrate_parallel(f, x)
                if fitted is not None:
                    answer = fitted.answer
                    right = None if answer is None else confirmed(f, answer, x)
                    if right is None and fitted.terms:
                        right = _fitted(f, x, (sympy.Add(*fitted.terms),), PARALLEL_SECONDS)
                    if right is not None:
                        return Explored(right, "parallel integration")
    except (TookTooLong, *_LOST):
        pass
    try:
        if seconds > 0:
            with limited(seconds + 0.3):
                answer = _fitted(f, x, (), seconds)
                if answer is not None:
                    return Explored(answer, "ansatz")
    except (TookTooLong, *_LOST):
        pass
    return None


def mend(f: sympy.Expr, x: sympy.Symbol, candidates: Sequence[sympy.Expr], seconds: float) -> Explored:
    """The answer among the network's candidates or fitted from their terms."""
    try:
        with limited(seconds + 0.3):
            for candidate in candidates:
                answer = confirmed(f, candidate, x)
                if answer is not None:
                    return Explored(answer, "network")
            answer = _fitted(f, x, candidates, seconds)
            if answer is not None:
                return Explored(answer, "network, coefficients fitted")
    except (TookTooLong, *_LOST):
        pass
    return Explored()


def ask_sympy(f: sympy.Expr, x: sympy.Symbol) -> Explored:
    """SymPy's rules for the subproblem."""
    plain = {s: sympy.Symbol(s.name) for s in f.free_symbols}
    back = {ours: s for s, ours in plain.items()}
    try:
        for answer in antiderivatives("manualintegrate", f.xreplace(plain), plain.get(x, x)):
            right = confirmed(f, answer.xreplace(back), x)
            if right is not None:
                return Explored(right, "SymPy's rules")
    except _LOST:
        pass
    return Explored()


def confirmed(f: sympy.Expr, answer: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The answer, perhaps with a sign that jumps, if its derivative is f in doubles; else None."""
    slope = _slope(answer, x)
    kind = agreement(f, slope, x)
    if kind is Agreement.EQUAL:
        return answer
    sign = sign_between(f, slope, x) if kind is Agreement.SIGN else None
    return None if sign is None else sign * answer


def _slope(answer: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """The derivative between jumps: SymPy wants a real variable for absolute values."""
    if not answer.has(sympy.Abs, sympy.sign):
        return answer.diff(x)
    real = sympy.Dummy(x.name, real=True)
    slope = answer.xreplace({x: real}).diff(real)
    return slope.replace(sympy.DiracDelta, lambda *_: sympy.S.Zero).xreplace({real: x})


def _fitted(f: sympy.Expr, x: sympy.Symbol, candidates: Sequence[sympy.Expr], seconds: float) -> sympy.Expr | None:
    symbols = {s.name: s for s in f.free_symbols | {x}}
    kernel = [normal(from_sympy(c)) for c in candidates]
    integrand = normal(from_sympy(f))
    for fitted in repaired(integrand, symengine.Symbol(x.name), kernel, budget=Budget.of(seconds)):
        right = confirmed(f, to_sympy(fitted, symbols), x)
        if right is not None:
            return right
    return None


def _kernel_substitutions(f: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol) -> Iterator[Move]:
    symbols = {s.name: s for s in f.free_symbols | {x, t}}
    for way in substitutions(normal(from_sympy(f)), symengine.Symbol(x.name)):
        h = to_sympy(way.integrand.subs({way.t: symengine.Symbol(t.name)}), symbols)
        inner = to_sympy(way.inner, symbols)
        move = substituted("substitution", f, x, h, t, inner, 1.0)
        if move is not None:
            yield move


def _parts(f: sympy.Expr, x: sympy.Symbol) -> Iterator[Move]:
    for u, slope in list(parts_choices(f, x))[:4]:
        found = at_once(slope, x, _PARTS_SECONDS) if slope != 1 else Explored(x)
        move = None if found is None or found.answer is None else by_parts(u, found.answer, x)
        if move is not None:
            yield move
