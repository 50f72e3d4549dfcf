"""What answers a subproblem outright: a table of formulas, each with its seconds, and the check of what they say.

Whatever fails or takes too long is passed over; what comes out has a derivative that is f in doubles.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np
import symengine
import sympy

from symassist.budget import Budget
from symassist.errors import UnsupportedExpressionError
from symassist.expressions.convert import from_sympy, to_sympy
from symassist.expressions.normal_form import normal
from symassist.propose.agreement import sampled
from symassist.propose.ansatz import repaired
from symassist.propose.damped_waves import integrate_damped_waves
from symassist.propose.half_angles import integrate_half_angle
from symassist.propose.homogeneous import integrate_scaled
from symassist.propose.hyperexponential import integrate_hyperexponential
from symassist.propose.inverse_beside_roots import integrate_inverse_beside_roots
from symassist.propose.inverse_tower import integrate_in_tower
from symassist.propose.moves import sign_to
from symassist.propose.moves_elliptic import integrate_with_reciprocal
from symassist.propose.parallel import integrate_parallel
from symassist.propose.product_rule import integrate_product
from symassist.propose.quadratic_root import integrate_quadratic_root
from symassist.propose.rational import integrate_rational
from symassist.propose.special import closed_form
from symassist.propose.special.appell import integrate_with_appell, slope_beside_appell, terms_of
from symassist.propose.special.by_parts import integrate_special_products
from symassist.propose.special.holonomic import integrate_in_module
from symassist.propose.special.inverse_polynomials import integrate_polynomial_in_inverse
from symassist.propose.special.lambert import integrate_lambert
from symassist.propose.special.series import integrate_series
from symassist.propose.superelliptic import integrate_superelliptic
from symassist.propose.wave_fractions import integrate_wave_fraction
from symassist.propose.wave_roots import integrate_wave_root
from symassist.workers.alarm import TookTooLong, limited

_PARALLEL_SECONDS = 1.5
_SLOW = (sympy.elliptic_f, sympy.elliptic_e, sympy.elliptic_pi)
"""Functions that take up to 0.1 s at a point."""
_CONSTANT = 1e-9
SLACK_SECONDS = 0.3
"""What a fit that minds its seconds itself may take beyond them."""
LOST = (
    *(sympy.polys.polyerrors.BasePolynomialError, NotImplementedError, UnsupportedExpressionError, RuntimeError),
    *(ValueError, TypeError, ArithmeticError, AttributeError, LookupError),
)
"""What SymPy and the kernel raise where they cannot go on: a formula or a move less, no more."""


@dataclass(frozen=True)
class Answered:
    """An antiderivative and the rule that found it."""

    answer: sympy.Expr
    rule: str


Found = TypeVar("Found")
Formula = Callable[[sympy.Expr, sympy.Symbol], sympy.Expr | None]
"""The antiderivative of f in x, or None; may raise what is in ``LOST`` and take too long."""


def at_once(f: sympy.Expr, x: sympy.Symbol, fit_seconds: float) -> Answered | None:
    """The answer by the first formula that has one; zero ``fit_seconds`` leave out the ansatz.

    Only in a process's main thread, as a worker's tasks are.
    """
    if not f.has(x):
        return Answered(f * x, "constant")
    formulas = [*FORMULAS]
    if fit_seconds > 0:
        formulas.append(("ansatz", fit_seconds + SLACK_SECONDS, lambda f, x: fitted(f, x, (), fit_seconds)))
    for rule, seconds, formula in formulas:
        answer = attempted(seconds, partial(formula, f, x))
        if answer is not None:
            return Answered(answer, rule)
    return None


def attempted(seconds: float, attempt: Callable[[], Found | None]) -> Found | None:
    """What the attempt comes to, None where it takes longer than ``seconds`` or cannot go on."""
    try:
        with limited(seconds):
            return attempt()
    except (TookTooLong, *LOST):
        return None


def _confirming(formula: Formula) -> Formula:
    return lambda f, x: confirmed(f, formula(f, x), x)


def _rational(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    return integrate_rational(f, x) if f.is_rational_function(x) else None


def _parallel(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """Parallel integration, its terms fitted anew where the whole is not right."""
    found = None if f.is_rational_function(x) else integrate_parallel(f, x)
    if found is None:
        return None
    right = confirmed(f, found.answer, x)
    if right is None and found.terms:
        right = fitted(f, x, (sympy.Add(*found.terms),), _PARALLEL_SECONDS)
    return right


FORMULAS: tuple[tuple[str, float, Formula], ...] = (
    ("rational function", 3.5, _confirming(_rational)),
    ("half angles", 1.5, _confirming(integrate_half_angle)),
    ("rational function of waves", 1.5, _confirming(integrate_wave_fraction)),
    ("powers of an inverse function", 1.5, _confirming(integrate_in_tower)),
    ("inverse function beside roots", 1.5, _confirming(integrate_inverse_beside_roots)),
    ("powers with symbols", 1.5, _confirming(integrate_hyperexponential)),
    ("root of a quadratic", 3.5, _confirming(integrate_quadratic_root)),
    ("root of a quadratic in tan", 2.0, _confirming(integrate_wave_root)),
    ("product rule", 1.0, _confirming(integrate_product)),
    ("pseudo-elliptic integral, rescaled", 2.5, _confirming(integrate_scaled)),
    ("pseudo-elliptic integral", 2.5, _confirming(integrate_superelliptic)),
    ("sum with the reciprocal", 1.0, _confirming(integrate_with_reciprocal)),
    ("exponentials and waves", 2.0, _confirming(integrate_damped_waves)),
    ("polynomial in an inverse function", 1.5, _confirming(integrate_polynomial_in_inverse)),
    ("special functions", 2.0, _confirming(closed_form)),
    ("special functions by parts", 2.0, _confirming(integrate_special_products)),
    ("Appell's function", 2.0, _confirming(integrate_with_appell)),
    ("Lambert's W", 1.5, _confirming(integrate_lambert)),
    ("Bessel functions and their kin", 1.5, _confirming(integrate_in_module)),
    ("power series", 0.5, _confirming(integrate_series)),
    ("parallel integration", _PARALLEL_SECONDS, _parallel),
)
"""(rule, seconds, formula, which confirms its answer) in the order in which they are tried.

The ansatz, which comes last, gets its own time.
"""


def confirmed(f: sympy.Expr, answer: sympy.Expr | None, x: sympy.Symbol) -> sympy.Expr | None:
    """The answer, perhaps with a sign that jumps, if its derivative is f in doubles; else None."""
    if answer is None:
        return None
    sign = sign_to(f, _slope(answer, x), x)
    return None if sign is None else sign * answer


def _slope(answer: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """The derivative between jumps: SymPy wants a real variable for absolute values."""
    if answer.has(sympy.appellf1):
        terms = sympy.Add.make_args(terms_of(answer))
        slopes = [slope_beside_appell(term, x) if term.has(sympy.appellf1) else _slope(term, x) for term in terms]
        return sympy.Add(*slopes) if None not in slopes else sympy.nan
    if answer.has(*_SLOW):
        return sympy.Add(*(_slope_of_term(term, x) for term in sympy.Add.make_args(answer)))
    answer = answer.replace(sympy.polylog, _Polylogarithm)
    if answer.has(sympy.Abs, sympy.sign):
        real = sympy.Dummy(x.name, real=True)
        slope = answer.xreplace({x: real}).diff(real)
        slope = slope.replace(sympy.DiracDelta, lambda *_: sympy.S.Zero).xreplace({real: x})
    else:
        slope = answer.diff(x)
    return slope.replace(_Polylogarithm, lambda s, z: sympy.polylog(s, z, evaluate=False))


def _slope_of_term(term: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """The derivative without that of a factor that is constant between jumps, so that less is to be evaluated."""
    plain, slow = term.as_independent(*_SLOW)
    change = sampled(plain.diff(x) / plain, x) if plain.has(x) and not plain.has(sympy.Piecewise) else None
    if change is not None:
        known = np.abs(change[np.isfinite(change)])
        if known.size and known.max() < _CONSTANT:
            return plain * slow.diff(x)
    return term.diff(x)


class _Polylogarithm(sympy.Function):  # type: ignore[misc]
    """Li_s(z), of whose z SymPy does not ask whether it is one: for long arguments that takes seconds."""

    nargs = 2

    def fdiff(self, argindex: int = 2) -> sympy.Expr:
        """Li_s' = Li_(s-1)/z, Li_1 = -log(1 - z).

        Raises:
            ArgumentIndexError: the derivative by the order is asked for.
        """
        s, z = self.args
        if argindex != 2:
            raise sympy.core.function.ArgumentIndexError(self, argindex)
        if s == 1:
            return 1 / (1 - z)
        return -sympy.log(1 - z) / z if s == 2 else _Polylogarithm(s - 1, z) / z


def fitted(f: sympy.Expr, x: sympy.Symbol, candidates: Sequence[sympy.Expr], seconds: float) -> sympy.Expr | None:
    """The antiderivative fitted from the candidates' terms and what belongs to f; confirmed."""
    symbols = {s.name: s for s in f.free_symbols | {x}}
    kernel = [normal(from_sympy(c)) for c in candidates]
    integrand = normal(from_sympy(f))
    for answer in repaired(integrand, symengine.Symbol(x.name), kernel, budget=Budget.of(seconds)):
        right = confirmed(f, to_sympy(answer, symbols), x)
        if right is not None:
            return right
    return None
