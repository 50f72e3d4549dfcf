"""Sample points reach every part of the domain, and parameters keep to what is assumed."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import sympy

from symassist.numerics import points
from symassist.numerics.record import record
from symassist.numerics.tape import Tape

x, a, b = sympy.symbols("x a b")


def test_the_line_has_both_signs_and_is_exact() -> None:
    line = points.line()
    assert np.all(np.diff(line) > 0)
    assert line.min() < -1000
    assert line.max() > 1000
    assert np.min(np.abs(line)) < 0.002
    assert all(Fraction(v).denominator == 2**14 for v in line)


def test_narrow_gaps_between_the_zeros_of_a_radicand_are_sampled() -> None:
    tape = Tape()
    root = record(tape, sympy.sqrt((x - 100) * (sympy.Rational(1001, 10) - x)))
    critical = points.critical(tape, [root])
    new = points.between_roots(tape, critical, x, {}, points.line())
    assert np.count_nonzero((new > 100) & (new < 100.1)) >= 3


def test_critical_values_are_radicands_logarithms_poles_and_ones_of_asin() -> None:
    tape = Tape()
    root = record(tape, sympy.sqrt(x - 2) + sympy.log(x + 3) + 1 / (x - 5) + sympy.asin(x))
    expected = [record(tape, e) for e in (x - 2, x + 3, x - 5, x - 1, x + 1)]
    assert set(expected) <= set(points.critical(tape, [root]))


def test_signs_of_critical_values_tell_the_parts() -> None:
    keys = points.sides([np.array([-1.0, 2.0, 3.0]), np.array([1j, 1 + 0j, -1 + 0j])], 3)
    assert len(set(keys)) == 3


def test_parameters_of_both_signs_unless_assumed() -> None:
    rounds = points.parameter_rounds([a], ())
    assert {np.sign(r[a]) for r in rounds} == {-1, 1}
    positive = sympy.Symbol("p", positive=True)
    assert all(r[positive] > 0 for r in points.parameter_rounds([positive], ()))
    ordered = points.parameter_rounds([a, b], (a > b, b > 0))
    assert ordered
    assert all(r[a] > r[b] > 0 for r in ordered)
    n = sympy.Symbol("n", integer=True)
    assert all(r[n] == int(r[n]) for r in points.parameter_rounds([n], ()))


def test_impossible_assumptions_leave_no_round() -> None:
    assert points.parameter_rounds([a], (a > 0, a < 0)) == []
