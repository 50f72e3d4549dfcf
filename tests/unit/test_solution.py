"""A Solution as a value: arithmetic with its answer, and how IPython in a terminal shows it."""

from __future__ import annotations

import pytest
import sympy

from symassist import Solution
from symassist.problem import Problem
from symassist.verify.verdict import Verdict, VerificationStatus

x = sympy.Symbol("x")
PROVED = Verdict(VerificationStatus.PROVED, "normal form")


def test_arithmetic_with_the_answer_gives_expressions() -> None:
    F = Solution(Problem(x, x), x**2 / 2, PROVED)
    assert (F + 1, 1 + F, F - x, x - F) == (x**2 / 2 + 1, x**2 / 2 + 1, x**2 / 2 - x, x - x**2 / 2)
    assert (2 * F, F * x, F / 2, 1 / F, F**2, -F) == (x**2, x**3 / 2, x**2 / 4, 2 / x**2, x**4 / 4, -(x**2) / 2)
    assert (2**F, F + F, sympy.diff(F, x)) == (2 ** (x**2 / 2), x**2, x)


def test_a_definite_value_is_a_number() -> None:
    value = Solution(Problem(x, x, (sympy.S.Zero, sympy.S.One)), x**2 / 2, PROVED, value=sympy.Rational(1, 2))
    assert (float(value), complex(value), value + 1) == (0.5, 0.5 + 0j, sympy.Rational(3, 2))


def test_without_an_answer_it_is_the_unevaluated_integral() -> None:
    unsolved = Solution(Problem(x**x, x), None, Verdict(VerificationStatus.UNKNOWN, reason="timeout"))
    assert unsolved + 1 == sympy.Integral(x**x, x) + 1
    with pytest.raises(TypeError):
        float(unsolved)


class Printer:
    """What IPython hands to ``_repr_pretty_``."""

    text_so_far = ""

    def text(self, words: str) -> None:
        self.text_so_far += words


def test_what_is_wider_than_the_terminal_is_shown_on_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = sympy.Add(*(sympy.sqrt(x + n) for n in range(20)))
    shown = []
    for columns in ("60", "400"):
        monkeypatch.setenv("COLUMNS", columns)
        printer = Printer()
        Solution(Problem(x, x), answer, PROVED)._repr_pretty_(printer, False)
        shown.append(printer.text_so_far.splitlines())
    assert (shown[0][0], len(shown[0])) == (str(answer), 2)
    assert len(shown[1]) > 2
