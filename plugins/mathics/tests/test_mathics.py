"""The adapter in a Mathics3 session; skipped where Mathics3 is not installed."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from symassist_mathics import integral

x = sympy.Symbol("x")


@pytest.fixture(scope="module")
def session() -> Any:
    pytest.importorskip("mathics", reason="Mathics3 is not installed: pip install 'symassist-mathics[mathics]'")
    from mathics.core.load_builtin import import_and_load_builtins
    from mathics.session import MathicsSession

    import_and_load_builtins()
    session = MathicsSession()
    session.evaluate('LoadModule["pymathics.verified"]')
    return session


def test_only_what_was_verified_is_an_answer() -> None:
    assert integral(sympy.exp(x), x) == sympy.exp(x)
    assert integral(x**2, x, (sympy.S(0), sympy.S(3))) == 9


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("VerifiedIntegrate[x Exp[x], x]", "(x - 1) Exp[x]"),
        ("VerifiedIntegrate[Cos[a x], x]", "Sin[a x]/a"),
        ("VerifiedIntegrate[1/(2 + Cos[t]), {t, 0, 2 Pi}]", "2 Pi/Sqrt[3]"),
    ],
)
def test_answers_are_mathics_expressions(session: Any, asked: str, expected: str) -> None:
    difference = session.evaluate(f"Simplify[{asked} - ({expected})]")
    assert session.evaluate(f"N[{difference} /. {{x -> 3/7, a -> 2}}] == 0").to_python() is True


def test_it_stays_unevaluated_without_a_verified_answer(session: Any) -> None:
    assert "VerifiedIntegrate" in str(session.evaluate("VerifiedIntegrate[{x, 1}, x]"))
