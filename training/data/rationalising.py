"""Substitutions that make an integrand rational: t = exp(x), log(x), tan(x), sin(x), tan(x/2)...

R(t) is drawn, f = R(t)*front is the integrand, and the antiderivative is that of R(t)*dx/dt, rational again, with t
put back.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import flint
import symengine

from symassist.expressions.convert import Expression
from training.data.expressions import X
from training.data.textbook_draws import Pair, Polynomial, exact
from training.data.textbook_rational import IDENTITY, ONE, Factors, factored, integrate, quotient

Poly = flint.fmpq_poly
Integer = symengine.Integer
exp, log, sin, cos, tan, cot = (getattr(symengine, n) for n in ("exp", "log", "sin", "cos", "tan", "cot"))
sinh, cosh, tanh, atan = symengine.sinh, symengine.cosh, symengine.tanh, symengine.atan
T = symengine.Symbol("t")


@dataclass(frozen=True)
class Substitution:
    """``t`` in terms of x; R(t) is integrated times ``above``/``below`` (= dx/dt); ``front`` multiplies f instead.

    ``back`` rewrites functions of t in the antiderivative: log(exp(x)) = x.
    """

    t: Expression
    above: Polynomial = field(default_factory=lambda: ONE)
    below: Polynomial = field(default_factory=lambda: ONE)
    front: Expression = field(default_factory=lambda: Integer(1))
    back: dict[Expression, Expression] = field(default_factory=dict)

    def pair(self, numerator: Polynomial, denominator: Polynomial, expand: bool = False) -> Pair | None:
        """f = front*N(t)/D(t) and its antiderivative."""
        _, factors = factored(denominator)
        return self.pair_as(quotient(numerator, factors, self.t, expand) * self.front, numerator, _product(factors))

    def pair_as(self, f: Expression, numerator: Polynomial, denominator: Polynomial) -> Pair | None:
        """The integrand ``f``, known to be front*N(t)/D(t), and its antiderivative."""
        above, below = numerator * self.above, denominator * self.below
        common = above.gcd(below)
        content, factors = factored(divmod(below, common)[0])
        antiderivative = integrate(divmod(above, common)[0], factors, T)
        if antiderivative is None:
            return None
        antiderivative = antiderivative / exact(content)
        if self.back:
            antiderivative = antiderivative.subs(self.back)
        return f, antiderivative.subs({T: self.t})


def _product(factors: Factors) -> Polynomial:
    product = ONE
    for p, k in factors:
        product *= p**k
    return product


T2 = Poly([0, 0, 1])
EXP = Substitution(exp(X), below=IDENTITY, back={log(T): X})
LOG = Substitution(log(X), front=1 / X)
TAN = Substitution(tan(X), below=T2 + 1, back={atan(T): X, log(1 + T**2): -2 * log(cos(X))})
COT = Substitution(cot(X), above=-ONE, below=T2 + 1, back={atan(T): -X, log(1 + T**2): -2 * log(sin(X))})
_TANH = {log(1 + T): X - log(cosh(X)), log(-1 + T): -X - log(cosh(X))}
TANH = Substitution(tanh(X), above=-ONE, below=T2 - 1, back=_TANH)
SIN = Substitution(sin(X), front=cos(X))
COS = Substitution(cos(X), above=-ONE, front=sin(X))
SINH = Substitution(sinh(X), front=cosh(X))
COSH = Substitution(cosh(X), front=sinh(X))
HALF = Substitution(
    tan(X / 2), above=Poly([2]), below=T2 + 1, back={atan(T): X / 2, log(1 + T**2): -2 * log(cos(X / 2))}
)
