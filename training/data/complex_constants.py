"""Complex constants: the imaginary unit in integrand and answer.

    derivative of F(x, z) = f(x, z) in z = I, p + q*I       (backward: a parameter of a random F is made complex)
    the table below                                         (letters as in ``identity_lines``)

The variable is real. What a student writes with complex numbers are exponentials exp((p + q*I)*x), partial fractions
over complex roots, powers of x + z, and Euler's formulas; the table has those.

Source: the chain rule, Euler's formulas, partial fractions over C; the 2020 seed project wished for complex numbers.

Rate: 740 pairs/s on one busy core.
"""

from __future__ import annotations

import random

import symengine

from symassist.errors import UnsupportedExpressionError
from symassist.expressions.convert import Expression
from symassist.expressions.derivative import derivative
from symassist.expressions.normal_form import normal
from training.data import textbook
from training.data.backward import without_constant
from training.data.expressions import PARAMETERS, ExpressionSampler, X
from training.data.filters import is_finite
from training.data.identity_lines import from_lines
from training.data.spellings import size
from training.data.textbook_draws import Pair, linear, positive, whole

LINES = """
exp(I*a*x) | -I*exp(I*a*x)/a
exp(-I*a*x) | I*exp(-I*a*x)/a
exp((p + I*q)*x) | exp((p + I*q)*x)/(p + I*q)
x*exp(I*a*x) | (1/a**2 - I*x/a)*exp(I*a*x)
x**2*exp(I*a*x) | (2*I/a**3 + 2*x/a**2 - I*x**2/a)*exp(I*a*x)
x*exp((p + I*q)*x) | (x/(p + I*q) - 1/(p + I*q)**2)*exp((p + I*q)*x)
(p + I*q*x)*exp(x) | (p - I*q + I*q*x)*exp(x)
cos(a*x) + I*sin(a*x) | (sin(a*x) - I*cos(a*x))/a
exp(I*x)*sin(x) | I*x/2 - exp(2*I*x)/4
exp(I*x)*cos(x) | x/2 - I*exp(2*I*x)/4
exp(I*a*x)*sin(b*x) | (exp(I*(a - b)*x)/(a - b) - exp(I*(a + b)*x)/(a + b))/2
exp(I*a*x)*cos(b*x) | -I*(exp(I*(a + b)*x)/(a + b) + exp(I*(a - b)*x)/(a - b))/2
exp(I*x)/x | Ci(x) + I*Si(x)
exp(I*a**2*x**2) | sqrt(pi/2)*(fresnelc(a*x*sqrt(2/pi)) + I*fresnels(a*x*sqrt(2/pi)))/a
exp(exp(I*x) + I*x) | -I*exp(exp(I*x))
exp(I*x)/(p + q*exp(I*x)) | -I*log(p + q*exp(I*x))/q
1/(x + I*a) | log(x + I*a)
1/(x - I*a) | log(x - I*a)
1/(p*x + I*q) | log(p*x + I*q)/p
1/(I*p*x + q) | -I*log(I*p*x + q)/p
1/(x + p + I*q) | log(x + p + I*q)
1/(x + I*a)**2 | -1/(x + I*a)
1/(x - I*a)**3 | -1/(2*(x - I*a)**2)
(x + I*p)**n | (x + I*p)**(n + 1)/(n + 1)
(p + I*q*x)**n | -I*(p + I*q*x)**(n + 1)/(q*(n + 1))
x/(x + I*a) | x - I*a*log(x + I*a)
x**2/(x - I*a) | x**2/2 + I*a*x - a**2*log(x - I*a)
(x + I*b)/(x - I*a) | x + I*(a + b)*log(x - I*a)
1/((x + I*a)*(x + I*b)) | I*(log(x + I*a) - log(x + I*b))/(a - b)
1/(x*(x + I*a)) | -I*(log(x) - log(x + I*a))/a
(x + I*a)/(x**2 + a**2) | log(x - I*a)
1/(x**2 + 2*I*a*x) | -I*(log(x) - log(x + 2*I*a))/(2*a)
sqrt(x + I*a) | 2*(x + I*a)**(3/2)/3
1/sqrt(x - I*a) | 2*sqrt(x - I*a)
x*sqrt(x + I) | 2*(x + I)**(5/2)/5 - 2*I*(x + I)**(3/2)/3
log(x + I*a) | (x + I*a)*log(x + I*a) - x
x*log(x + I*a) | (x**2 + a**2)*log(x + I*a)/2 - x**2/4 + I*a*x/2
x**(I*a) | x**(1 + I*a)/(1 + I*a)
x**(p + I*q) | x**(p + 1 + I*q)/(p + 1 + I*q)
x**(I*a)*log(x) | x**(1 + I*a)*log(x)/(1 + I*a) - x**(1 + I*a)/(1 + I*a)**2
(1 + I*x)/(1 - I*x) | -x + 2*I*log(1 - I*x)
sin(x + I*a) | -cos(x + I*a)
cos(x + I*a) | sin(x + I*a)
tan(x + I*a) | -log(cos(x + I*a))
sinh(x)*cos(p) + I*cosh(x)*sin(p) | cosh(x)*cos(p) + I*sinh(x)*sin(p)
p*x**n + I*q*x**m | p*x**(n + 1)/(n + 1) + I*q*x**(m + 1)/(m + 1)
"""
"""``integrand | antiderivative``; the paths of logarithms and powers do not cross their cuts for real x."""

TABLE_SHARE, TRIES = 0.3, 5
MAX_SIZE = 40
_SAMPLER = ExpressionSampler(min_operators=2, max_operators=7, parameter_share=1.0)
I = symengine.I  # noqa: E741


def generate(rng: random.Random) -> list[Pair]:
    """One pair with an imaginary unit in its integrand; [] where no draw had one, or all were undefined or too long."""
    for _ in range(TRIES):
        try:
            pair = _from_table(rng) if rng.random() < TABLE_SHARE else _backward(rng)
        except (RuntimeError, ZeroDivisionError, UnsupportedExpressionError):
            continue
        if pair is not None and size(pair[0]) <= MAX_SIZE and pair[0].has(I):
            return [pair]
    return []


def _from_table(rng: random.Random) -> Pair | None:
    pair = from_lines(LINES, rng)
    if pair is None:
        return None
    if rng.random() < 0.5:
        pair = textbook.at_linear(pair, linear(rng))
    f, antiderivative = pair
    if rng.random() < 0.25:
        c = complex_constant(rng)
        f, antiderivative = c * f, c * antiderivative
    if rng.random() < 0.2:
        other = textbook.draw(rng)
        if other is not None and size(other[0]) < MAX_SIZE / 2:
            f, antiderivative = f + other[0], antiderivative + other[1]
    return (f, antiderivative) if is_finite(antiderivative) else None


def _backward(rng: random.Random) -> Pair | None:
    drawn = _SAMPLER.sample(rng)
    if not drawn.has(PARAMETERS[0]):
        return None
    antiderivative = normal(drawn.subs({PARAMETERS[0]: complex_constant(rng)}))
    if not symengine.has_symbol(antiderivative, X) or not is_finite(antiderivative):
        return None
    antiderivative = without_constant(antiderivative)
    return normal(derivative(antiderivative, X)), antiderivative


def complex_constant(rng: random.Random) -> Expression:
    """I, a multiple of it, or p + q*I."""
    u = rng.random()
    if u < 0.45:
        return I if rng.random() < 0.7 else -I
    return (0 if u < 0.65 else whole(rng)) + rng.choice((1, -1)) * positive(rng) * I
