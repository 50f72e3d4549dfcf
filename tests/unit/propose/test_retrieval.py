"""Retrieval: small integrals from the shipped index, in simplest form, and nothing for the rest."""

from __future__ import annotations

import pytest
import sympy

from symassist.budget import Budget
from symassist.problem import Problem
from symassist.propose.retrieval import RetrievalProposer, shipped
from tests.helpers import assert_is_antiderivative
from training.retrieval_index import Table, enumerate_expressions

x, a, b = sympy.symbols("x a b")
sin, cos, exp, log = sympy.sin, sympy.cos, sympy.exp, sympy.log


@pytest.mark.parametrize(
    "f",
    [sin(x), 3 * cos(2 * x + 1), x * exp(x), log(x), a * exp(b * x), x / (1 + x**2), x * cos(x**2), (2 * x + 3) ** 5],
)
def test_small_integrals_are_found(f: sympy.Expr) -> None:
    found = list(RetrievalProposer().propose(Problem(f, x), Budget.of(5)))
    assert found
    assert_is_antiderivative(found[0].expression, f)


def test_what_is_not_in_the_index_is_not_answered() -> None:
    for f in (exp(-(x**2)), sin(x) / x, a * x**b, sympy.Integer(0) * x):
        assert list(RetrievalProposer().propose(Problem(f, x), Budget.of(5))) == []


def test_the_shipped_index_is_the_grammars() -> None:
    index = shipped()
    assert index is not None
    assert (index.keys[:-1] <= index.keys[1:]).all()
    table = Table()
    enumerate_expressions(table, 2000)
    assert [int(o) for o in index.operations[:300]] == table.operations[:300]
    assert [int(row) for row in index.left[:300]] == table.left[:300]
