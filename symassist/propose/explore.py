"""One subproblem of the search, in a worker: what answers it at once, and the moves that lead on from it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import symengine
import sympy

from symassist.expressions.convert import from_sympy, to_sympy
from symassist.expressions.normal_form import normal
from symassist.propose.classical import antiderivatives
from symassist.propose.formulas import LOST, SLACK_SECONDS, Answered, at_once, attempted, confirmed, fitted
from symassist.propose.lines import line_of
from symassist.propose.moves import Move, Part, placeholder, substituted
from symassist.propose.moves_algebraic import algebraic_moves
from symassist.propose.moves_harmonic import one_wave
from symassist.propose.moves_inverse import inverse_moves
from symassist.propose.moves_lines import roots_of_lines
from symassist.propose.moves_nested import nested_moves
from symassist.propose.moves_poles import poles_to_infinity
from symassist.propose.moves_rewrite import (
    by_parts,
    linearity,
    parts_choices,
    rewrites,
    without_logarithms_in_exponents,
)
from symassist.propose.moves_sides import sides
from symassist.propose.moves_squares import roots_of_squares
from symassist.propose.product_rule import products
from symassist.propose.substitutions import substitutions
from symassist.workers.alarm import TookTooLong, limited

ANSATZ_SECONDS = 0.35
_STEP_SECONDS = 1.5
_MOVES_SECONDS = 1.0
"""What is left for the moves where the formulas have taken all their time."""
_PARTS_SECONDS = 0.3


@dataclass(frozen=True)
class Explored:
    """``answer`` (with the rule that found it), or else the moves."""

    answer: sympy.Expr | None = None
    rule: str = ""
    moves: tuple[Move, ...] = ()


def explore(f: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol, seconds: float, fresh: bool = True) -> Explored:
    """Answers the integral of ``f`` at once or lists the moves that change its kind; ``t`` is a new variable.

    Where one line a x + b in place of x makes ``f`` shorter, that is the only move. The formulas end after ``seconds``,
    the moves soon after. With ``fresh`` unset the ansatz has been tried before.
    """
    end = time.process_time() + seconds + _MOVES_SECONDS
    line = attempted(_MOVES_SECONDS, partial(_along_line, f, x, t))
    if line is not None:
        return Explored(moves=(line,))
    found = attempted(seconds, partial(at_once, f, x, min(ANSATZ_SECONDS, seconds / 2) if fresh else 0.0))
    if found is not None:
        return Explored(found.answer, found.rule)
    sources = (
        lambda: linearity(f, x),
        lambda: without_logarithms_in_exponents(f, x),
        lambda: roots_of_squares(f, x),
        lambda: roots_of_lines(f, x),
        lambda: sides(f, x),
        lambda: poles_to_infinity(f, x, t),
        lambda: algebraic_moves(f, x, t),
        lambda: nested_moves(f, x, t),
        lambda: one_wave(f, x, t),
        lambda: inverse_moves(f, x, t),
        lambda: _kernel_substitutions(f, x, t),
    )
    return Explored(moves=_collected(sources, end))


def rework(f: sympy.Expr, x: sympy.Symbol, seconds: float) -> Explored:
    """The moves to other forms of ``f``, by parts and by the product rule."""
    end = time.process_time() + seconds
    return Explored(moves=_collected((lambda: rewrites(f, x), lambda: _parts(f, x), lambda: _products(f, x)), end))


def _collected(sources: Sequence[Callable[[], Iterator[Move]]], end: float) -> tuple[Move, ...]:
    """What the sources bring until ``end`` of the process's time; one that takes too long keeps what it has brought."""
    moves: list[Move] = []
    for source in sources:
        remaining = end - time.process_time()
        if remaining <= 0:
            break
        try:
            with limited(min(remaining, _STEP_SECONDS)):
                for move in source():
                    moves.append(move)
        except (TookTooLong, *LOST):
            continue
    return tuple(moves)


def mend(f: sympy.Expr, x: sympy.Symbol, candidates: Sequence[sympy.Expr], seconds: float) -> Explored:
    """The answer among the network's candidates or fitted from their terms."""
    end = time.process_time() + seconds + SLACK_SECONDS
    for candidate in candidates:
        answer = attempted(end - time.process_time(), partial(confirmed, f, candidate, x))
        if answer is not None:
            return Explored(answer, "network")
    answer = attempted(end - time.process_time(), partial(fitted, f, x, candidates, seconds))
    return Explored() if answer is None else Explored(answer, "network, coefficients fitted")


def ask_sympy(f: sympy.Expr, x: sympy.Symbol) -> Explored:
    """SymPy's rules for the subproblem."""
    plain = {s: sympy.Symbol(s.name) for s in f.free_symbols}
    back = {ours: s for s, ours in plain.items()}
    try:
        for answer in antiderivatives("manualintegrate", f.xreplace(plain), plain.get(x, x)):
            right = confirmed(f, answer.xreplace(back), x)
            if right is not None:
                return Explored(right, "SymPy's rules")
    except LOST:
        pass
    return Explored()


def _along_line(f: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol) -> Move | None:
    symbols = {s.name: s for s in f.free_symbols | {x, t}}
    line = line_of(normal(from_sympy(f)), symengine.Symbol(x.name))
    if line is None:
        return None
    h = to_sympy(line.integrand.subs({line.t: symengine.Symbol(t.name)}), symbols)
    return substituted("substitution", f, x, h, t, to_sympy(line.inner, symbols), 0.0)


def _kernel_substitutions(f: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol) -> Iterator[Move]:
    symbols = {s.name: s for s in f.free_symbols | {x, t}}
    for way in substitutions(normal(from_sympy(f)), symengine.Symbol(x.name)):
        h = to_sympy(way.integrand.subs({way.t: symengine.Symbol(t.name)}), symbols)
        inner = to_sympy(way.inner, symbols)
        move = substituted("substitution", f, x, h, t, inner, 1.0)
        if move is not None:
            yield move


def _products(f: sympy.Expr, x: sympy.Symbol) -> Iterator[Move]:
    def integral(slope: sympy.Expr) -> sympy.Expr | None:
        answered = at_once(slope, x, 0.0)
        return None if answered is None else answered.answer

    for each in products(f, x, integral):
        yield Move("product rule", (Part(each.rest, x),), each.product + placeholder(0), 1.0, (each.product,))


def _parts(f: sympy.Expr, x: sympy.Symbol) -> Iterator[Move]:
    for u, slope in list(parts_choices(f, x))[:4]:
        answered = Answered(x, "constant") if slope == 1 else at_once(slope, x, _PARTS_SECONDS)
        move = None if answered is None else by_parts(u, answered.answer, x)
        if move is not None:
            yield move
