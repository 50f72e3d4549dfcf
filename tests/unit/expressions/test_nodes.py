"""Nodes: one for equal expressions, products whose parts are known without a look, and a memo that can be emptied."""

from __future__ import annotations

import gc
import random

import pytest
import symengine

from symassist.errors import UnsupportedExpressionError
from symassist.expressions import nodes
from symassist.expressions.convert import Expression
from symassist.expressions.nodes import COMPLEX, FOREIGN, INFINITE, NAMELESS, SYMBOLIC, Node, node, product_of, root
from symassist.expressions.normal_form import normal
from training.data.expressions import ExpressionSampler


def random_normal_forms(count: int, seed: int) -> list[Expression]:
    rng, sampler = random.Random(seed), ExpressionSampler(1, 6)
    forms: list[Expression] = []
    while len(forms) < count:
        try:
            forms.append(normal(sampler.sample(rng)))
        except (RuntimeError, UnsupportedExpressionError):
            continue
    return forms


def test_equal_expressions_have_one_node() -> None:
    x, y = symengine.symbols("x y")
    assert root(symengine.sin(x + y) * 2) is root(2 * symengine.sin(y + x))
    assert root(x**2) is not root(x**3)


def test_a_product_of_separate_factors_has_the_parts_that_symengine_gives_it() -> None:
    rng, forms, separate = random.Random(1), random_normal_forms(400, seed=2), 0
    for _ in range(1_000):
        factors = [root(f) for f in rng.sample(forms, rng.randint(2, 4))]
        made = product_of(factors)
        assert made.expression == symengine.Mul(*[f.expression for f in factors])
        if made.separate:
            separate += 1
            assert set(made.parts) == {node(a) for a in made.expression.args}
    assert separate > 200


@pytest.mark.parametrize(
    ("text", "trait"),
    [
        ("sin(x)", SYMBOLIC),
        ("x + sqrt(-2)", COMPLEX),
        ("x*(2 + 3*I)", COMPLEX),
        ("x + 1/(x - x)", INFINITE),
        ("cos(Abs(x))", FOREIGN),
        ("x*unheard_of", NAMELESS),
    ],
)
def test_traits_are_those_of_all_parts(text: str, trait: int) -> None:
    assert root(symengine.sympify(text)).traits & trait
    assert not root(symengine.sympify("2*pi**2/3")).traits & trait


def test_an_emptied_memo_changes_nothing_and_leaves_nothing_to_the_garbage_collector(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    forms = random_normal_forms(60, seed=3)
    sums = [f + 1 - 2 * symengine.Symbol("x") for f in forms]
    at_once = [normal(e) for e in sums]
    monkeypatch.setattr(nodes, "_LIMIT", 0)
    nodes.root(symengine.Symbol("x"))
    gc.collect()
    before = sum(type(o) is Node for o in gc.get_objects())  # what other tests' caches hold
    gc.disable()
    try:
        assert [normal(e) for e in sums] == at_once
        nodes.root(symengine.Symbol("x"))
        left = sum(type(o) is Node for o in gc.get_objects())
    finally:
        gc.enable()
    assert left < before + 60
