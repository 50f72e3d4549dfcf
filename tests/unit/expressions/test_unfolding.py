"""Functions that symengine would write out at large numbers are refused before the process dies of it."""

from __future__ import annotations

import pytest
import sympy

from symassist.errors import UnsupportedExpressionError
from symassist.expressions.abstraction import encode
from symassist.expressions.convert import HEADS, from_sympy
from symassist.expressions.prefix import read
from symassist.expressions.vocabulary import VOCABULARY

x = sympy.Symbol("x")


@pytest.mark.parametrize(
    "function",
    [
        sympy.uppergamma(10**7, x, evaluate=False),
        sympy.lowergamma(sympy.Rational(10**7 + 1, 2), x, evaluate=False),
        sympy.gamma(10**10, evaluate=False),
        sympy.polygamma(3, 10**6, evaluate=False),
    ],
)
def test_a_large_number_is_refused(function: sympy.Expr) -> None:
    with pytest.raises(UnsupportedExpressionError, match="of a large number"):
        from_sympy(function)


def test_a_small_one_is_written_out() -> None:
    assert not HEADS["uppergamma"](3, from_sympy(x)).atoms(type(HEADS["uppergamma"](from_sympy(x), 1)))
    assert HEADS["gamma"](5) == 24


def test_a_large_constant_does_not_get_into_one_by_decoding() -> None:
    abstracted = encode(sympy.sin(10**10 * x), x)[-1]
    (parameter,) = (s for s, value in abstracted.meaning.items() if value == 10**10)
    ids = tuple(VOCABULARY.index[token] for token in ("uppergamma", str(parameter), "x"))
    with pytest.raises(UnsupportedExpressionError, match="of a large number"):
        abstracted.restore(read(ids))


def _restored(answer: str) -> object:
    abstracted = encode(sympy.sin((2**30 + 1) * x), x)[-1]
    (parameter,) = abstracted.meaning
    ids = [VOCABULARY.index[str(parameter) if token == "p" else token] for token in answer.split()]
    return abstracted.restore(read(ids))


@pytest.mark.parametrize(
    "answer", ["pow p p", "pow add x p pow2 p", "pow x pow3 p", "pow3 pow3 pow3 pow3 pow3 pow3 p", "pow p pow p p"]
)
def test_a_large_constant_is_not_raised_to_powers_of_thousands_of_digits(answer: str) -> None:
    with pytest.raises(UnsupportedExpressionError, match="thousands of digits"):
        _restored(answer)


def test_moderate_powers_of_a_large_constant_are_worked_out() -> None:
    assert _restored("mul x pow p 9") == from_sympy((2**30 + 1) ** 9 * x)
    assert _restored("pow add x p 3") == from_sympy((x + 2**30 + 1) ** 3)


def test_towers_of_functions_of_a_constant_are_not_worked_out() -> None:
    with pytest.raises(UnsupportedExpressionError, match="nested deeply"):
        _restored("mul x log abs log abs log abs log 3".replace("abs", "Abs"))
    assert _restored("mul x log log log x") == from_sympy(x * sympy.log(sympy.log(sympy.log(x))))
    assert _restored("mul x sin log 3") == from_sympy(x * sympy.sin(sympy.log(3)))
