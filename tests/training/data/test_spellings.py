"""Spellings are equal to what they spell, and find the forms that books print."""

from __future__ import annotations

import random

import pytest
import symengine

from training.data.expressions import PARAMETERS, ExpressionSampler, X
from training.data.quotients import NotAQuotientError, Quotient
from training.data.spellings import MAX_SPELLINGS, RESPELLINGS, neatest, spellings, walk

parse = symengine.sympify


def same(left, right, seed=0):
    """Whether two expressions agree wherever both are finite and the first is real, at least once; x > 0."""
    rng, agreed = random.Random(seed), 0
    for _ in range(20):
        at = {symbol: symengine.RealDouble(rng.uniform(0.2, 1.7)) for symbol in (X, *PARAMETERS[:3])}
        try:
            a, b = complex(left.subs(at).n()), complex(right.subs(at).n())
        except (RuntimeError, TypeError):
            continue
        if abs(a.imag) > 1e-9 or not abs(a) < 1e6 or not abs(b) < 1e9:
            continue
        if abs(a - b) > 1e-6 * (1 + abs(a)):
            return False
        agreed += 1
    return agreed > 0


@pytest.mark.parametrize(
    ("raw", "neat"),
    [
        ("2*tan(x)*(1 + tan(x)**2)", "2*tan(x)*sec(x)**2"),
        ("cos(x)/sin(x)", "cot(x)"),
        ("3*tanh(x)**2*(1 - tanh(x)**2)", "3*tanh(x)**2*sech(x)**2"),
        ("-x**2/sqrt(1 - x**2) + sqrt(1 - x**2)", "(1 - 2*x**2)/sqrt(1 - x**2)"),
        ("(1 + x/sqrt(x**2 - 1))/(x + sqrt(x**2 - 1))", "1/sqrt(x**2 - 1)"),
        ("(x**2 - 1)/(x - 1)", "x + 1"),
        ("1 - sin(x)**2", "cos(x)**2"),
        ("exp(2*x)/(exp(x) + exp(2*x))", "exp(x)/(1 + exp(x))"),
    ],
)
def test_neatest_form(raw, neat):
    assert neatest(parse(raw)) == parse(neat)


def test_square_root_of_a_square_is_not_the_base():
    f = parse("sqrt(x**2)/x")
    assert all(symengine.has_symbol(form, X) for form in (Quotient(f).factored(), neatest(f)))


def test_spellings_are_equal_to_the_integrand():
    rng, sampler, checked = random.Random(6), ExpressionSampler(1, 6), 0
    for _ in range(150):
        try:
            f = sampler.sample(rng).diff(X)
        except RuntimeError:  # the draw has no value
            continue
        if not symengine.has_symbol(f, X):
            continue
        forms = spellings(f, rng)
        assert 1 <= len(forms) <= MAX_SPELLINGS
        if same(f, f):
            checked += 1
            assert all(same(f, form) for form in forms), (f, forms)
    assert checked > 60


@pytest.mark.parametrize("rule", RESPELLINGS, ids=lambda rule: rule.__name__)
def test_respellings_are_identities(rule):
    texts = (
        "sin(x)*cos(x)*exp(x)",
        "sec(x)**2*csc(x)",
        "tan(x)/x + cot(x)",
        "(x + 3)**2*x",
        "cosh(x)*sinh(x)*x",
        "sech(x)**2",
    )
    forms = [(parse(text), walk(parse(text), rule)) for text in texts]
    assert any(f != form for f, form in forms)
    assert all(same(f, form) for f, form in forms)


def test_too_many_kernels_are_refused():
    many = symengine.Add(*(symengine.log(X + i) for i in range(20)))
    with pytest.raises(NotAQuotientError, match="20 kernels"):
        Quotient(many)
