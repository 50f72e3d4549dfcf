"""Integration by substitution backwards: from a known pair (f, F) and a random g, f(g(x))*g'(x) with F(g(x)).

Identity: (F(g(x)))' = f(g(x))*g'(x). Source: the chain rule; the pairs come from the textbook families and a short
table of standard integrals. The integrand is spelt expanded, cancelled and simplified: nobody
writes it in factors.

Rate: 2,000 pairs/s on one busy core; integrands have 17 tokens in the median (p90 35), answers 10 (p90 36).
"""

from __future__ import annotations

import random

import symengine

from symassist.errors import UnsupportedExpressionError
from symassist.expressions.convert import Expression
from symassist.expressions.derivative import derivative
from training.data import textbook
from training.data.expressions import PARAMETERS, Choice, ExpressionSampler, X
from training.data.spellings import size, spellings
from training.data.textbook_draws import Pair, positive, power, whole

Integer = symengine.Integer
exp, log, sin, cos, tan = symengine.exp, symengine.log, symengine.sin, symengine.cos, symengine.tan
sinh, cosh, tanh, asin, atan = symengine.sinh, symengine.cosh, symengine.tanh, symengine.asin, symengine.atan
sqrt = symengine.sqrt

STANDARD: tuple[tuple[str, float], ...] = (
    ("exp(x)", 5),
    ("log(x)", 4),
    ("sin(x)", 3),
    ("cos(x)", 3),
    ("tan(x)", 1.5),
    ("sec(x)", 1),
    ("csc(x)", 0.5),
    ("cot(x)", 0.5),
    ("atan(x)", 3),
    ("asin(x)", 2),
    ("atanh(x)", 1),
    ("asinh(x)", 1),
    ("acosh(x)", 0.7),
    ("sinh(x)", 1),
    ("cosh(x)", 1),
    ("tanh(x)", 1),
    ("sqrt(x)", 4),
    ("1/x", 3),
    ("x**(3/2)", 1.5),
    ("x*exp(x) - exp(x)", 1),
    ("x*log(x) - x", 1.5),
    ("sin(x) - x*cos(x)", 0.7),
    ("cos(x) + x*sin(x)", 0.7),
    ("x*atan(x) - log(x**2 + 1)/2", 0.7),
    ("log(log(x))", 0.7),
    ("log(x)**2", 1),
    ("atan(x)**2", 0.6),
    ("asin(x)**2", 0.4),
    ("log(cos(x))", 1),
    ("log(sin(x))", 1),
    ("sqrt(x**2 + 1)", 1),
    ("sqrt(1 - x**2)", 1),
    ("log(x**2 + 1)", 1.5),
    ("exp(x)*sin(x)", 0.4),
    ("x**2", 3),
    ("x**3", 1),
)
"""Standard antiderivatives F(u) and their weights; f is F'."""

_STANDARD = Choice({symengine.sympify(text): weight for text, weight in STANDARD})

STANDARD_SHARE = 0.65
MAX_SIZE = 70
MAX_INNER = 14

_INNER = Choice(
    {
        (lambda rng: X ** power(rng)): 2,
        (lambda rng: positive(rng) * X ** rng.choice((2, 2, 3, 4)) + whole(rng)): 3,
        (lambda rng: X**2 + whole(rng) * X + rng.choice((0, whole(rng)))): 1.5,
        (lambda rng: X ** rng.choice((2, 3)) + PARAMETERS[0]): 0.6,
        (lambda rng: PARAMETERS[0] + PARAMETERS[1] * X ** rng.choice((1, 2, 2, 3))): 0.6,
        (lambda rng: sqrt(X)): 1.5,
        (lambda rng: sqrt(positive(rng) * X + whole(rng))): 1,
        (lambda rng: sqrt(X**2 + whole(rng))): 1,
        (lambda rng: sqrt(positive(rng) ** 2 - X**2)): 0.7,
        (lambda rng: 1 / X): 1.5,
        (lambda rng: 1 / (X + whole(rng))): 0.4,
        (lambda rng: X + whole(rng) / X): 0.7,
        (lambda rng: (X + whole(rng)) / (X + whole(rng))): 0.6,
        (lambda rng: exp(X)): 2,
        (lambda rng: exp(whole(rng) * X) + rng.choice((0, whole(rng)))): 1.5,
        (lambda rng: X + exp(X)): 0.5,
        (lambda rng: X * exp(X)): 0.5,
        (lambda rng: exp(PARAMETERS[0] * X)): 0.4,
        (lambda rng: log(X)): 2.5,
        (lambda rng: whole(rng) + positive(rng) * log(X)): 1,
        (lambda rng: X * log(X)): 0.7,
        (lambda rng: X + log(X)): 0.4,
        (lambda rng: log(X**2 + positive(rng))): 0.5,
        (lambda rng: log(X + sqrt(X**2 + rng.choice((1, -1))))): 0.3,
        (lambda rng: sin(X)): 2.5,
        (lambda rng: cos(X)): 2.5,
        (lambda rng: tan(X)): 1.5,
        (lambda rng: whole(rng) + positive(rng) * rng.choice((sin, cos, tan))(X)): 1.5,
        (lambda rng: whole(rng) + positive(rng) * rng.choice((sin, cos))(X) ** 2): 0.8,
        (lambda rng: sin(X) + whole(rng) * cos(X)): 0.7,
        (lambda rng: X * rng.choice((sin, cos))(X)): 0.5,
        (lambda rng: X + rng.choice((sin, cos))(X)): 0.5,
        (lambda rng: rng.choice((symengine.sec, symengine.csc, symengine.cot))(X)): 0.8,
        (lambda rng: rng.choice((sinh, cosh, tanh))(X)): 1,
        (lambda rng: rng.choice((asin, atan, symengine.asinh, symengine.atanh, symengine.acosh))(X)): 2,
        (lambda rng: atan(rng.choice((sqrt(X), X**2, 1 / X, exp(X), X / positive(rng))))): 0.7,
        (lambda rng: rng.choice((log(sin(X)), log(cos(X)), log(tan(X)), log(log(X))))): 0.5,
        (lambda rng: rng.choice((sqrt(1 + exp(X)), sqrt(1 + log(X)), sqrt(sin(X)), sqrt(tan(X)), exp(sqrt(X))))): 0.6,
    }
)
"""Inner functions g as books choose them."""
_RANDOM_INNER = ExpressionSampler(min_operators=1, max_operators=5)
RANDOM_INNER_SHARE = 0.25


def generate(rng: random.Random) -> list[Pair]:
    """Pairs (f(g)*g', F(g)) in up to three spellings; [] where the draw failed or grew too long."""
    try:
        outer = standard(rng) if rng.random() < STANDARD_SHARE else textbook.draw(rng)
        if outer is None:
            return []
        f, primitive = outer
        g = inner(rng)
        if not symengine.has_symbol(g, X) or size(g) > MAX_INNER or (g.is_Symbol and f.is_Symbol):
            return []
        antiderivative = primitive.subs({X: g})
        integrand = f.subs({X: g}) * derivative(g, X)
        if size(integrand) > MAX_SIZE or size(antiderivative) > MAX_SIZE:
            return []
        return [(form, antiderivative) for form in spellings(integrand, rng)]
    except (RuntimeError, ZeroDivisionError, UnsupportedExpressionError):
        return []


def standard(rng: random.Random) -> Pair:
    """A standard pair: of the table, or a power u**n, now and then its multiple."""
    if rng.random() < 0.3:
        n = Integer(whole(rng)) / rng.choice((1, 1, 1, 2, 2, 3))
        f, primitive = (1 / X, log(X)) if n == -1 else (X**n, X ** (n + 1) / (n + 1))
    else:
        primitive = _STANDARD.draw(rng)
        f = primitive.diff(X)
    if rng.random() < 0.2:
        c = whole(rng)
        f, primitive = c * f, c * primitive
    return f, primitive


def inner(rng: random.Random) -> Expression:
    """g(x), from the table or a small random tree."""
    if rng.random() < RANDOM_INNER_SHARE:
        return _RANDOM_INNER.sample(rng)
    return _INNER.draw(rng)(rng)
