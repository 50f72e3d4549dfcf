"""Functions by cases as text: SymPy's own spelling comes back, people's is understood, mistakes are pointed at."""

from __future__ import annotations

import pytest
import sympy
from sympy import And, Eq, Ne, Or, Piecewise

from symassist import cli, render
from symassist.errors import ParseError
from symassist.parsing import parse_expression, parse_problem

x = sympy.Symbol("x")


@pytest.mark.parametrize(
    "expression",
    [
        Piecewise((x, x > 0), (x**2, True)),
        Piecewise((1, And(x > 0, x < 1)), (0, Eq(x, 3)), (sympy.sin(x), True)),
        Piecewise((x, Or(x > 1, And(x < -1, Ne(x, -2)))), (1, True)),
        2 * Piecewise((x, x <= 0), (1 / x, True)) + 1,
        Piecewise((sympy.log(x), x > 0)),
    ],
)
def test_what_sympy_writes_is_read_back(expression: sympy.Expr) -> None:
    assert parse_expression(str(expression)) == expression


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("Piecewise((x, 0 < x ≤ 1), (1, otherwise))", Piecewise((x, And(x > 0, x <= 1)), (1, True))),
        ("Piecewise((2, 2(x + 1) >= 4), (x, x = 0 or x != 1))", Piecewise((2, x >= 1), (x, Or(Eq(x, 0), Ne(x, 1))))),
        ("Piecewise((x, x > 1 and (x < 3)), (0, True)) x", Piecewise((x, And(x > 1, x < 3)), (0, True)) * x),
    ],
)
def test_what_people_write(text: str, expression: sympy.Expr) -> None:
    assert parse_expression(text) == expression


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("Piecewise(x, x > 0)", 10, "Piecewise((value, condition), ...)"),
        ("Piecewise((x, y))", 15, "a condition"),
        ("Piecewise((x, x > 0)", 20, "the text ends here"),
        ("Piecewise((x, I > 0))", 16, "SymPy rejects this"),
        ("x > 0", 2, "not an integrand"),
    ],
)
def test_mistakes_are_pointed_at(text: str, position: int, message: str) -> None:
    with pytest.raises(ParseError, match=r".") as caught:
        parse_expression(text)
    assert caught.value.position == position
    assert message in caught.value.message


def test_the_echo_is_read_back() -> None:
    problem = parse_problem("Piecewise((x, x > 0), (x^2, True)) from -1 to 1")
    assert parse_problem(render.integral(problem)) == problem


def test_a_function_by_cases_is_integrated(capsys: pytest.CaptureFixture[str]) -> None:
    text = "Piecewise((x, x > 0), (x^2, True)) from -1 to 1"
    assert cli.main(["integrate", text, "--proposers", "sympy", "--timeout", "60"]) == 0
    assert capsys.readouterr().out == "5/6\n"
