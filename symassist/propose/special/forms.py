"""The forms tried in turn on each term of an integrand, and the rewrites that bring it to such terms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import sympy
from sympy.simplify.fu import TR8

from symassist.expressions.functions import CIRCULAR, HYPERBOLIC
from symassist.propose.rational import integrate_rational
from symassist.propose.special.elliptic import biquadratic_root, trigonometric_root
from symassist.propose.special.elliptic_roots import linear_roots
from symassist.propose.special.elliptic_squares import root_of_square
from symassist.propose.special.elliptic_waves import roots_of_waves
from symassist.propose.special.exponentials import error_function, exponential_integral, incomplete_gamma
from symassist.propose.special.hypergeometric import binomial
from symassist.propose.special.inverse_powers import inverse_beside_power
from symassist.propose.special.inverse_waves import inverse_of_waves
from symassist.propose.special.log_binomials import logarithm_of_binomial
from symassist.propose.special.log_products import product_of_logarithms
from symassist.propose.special.log_roots import logarithm_beside_root
from symassist.propose.special.logarithms import polylogarithm
from symassist.propose.special.periodic import exponential_fraction, in_exponential, periodic_fraction
from symassist.propose.special.powers import exponential_power, linear_powers, power_fraction, wave_powers
from symassist.propose.special.product import Product, product_of
from symassist.propose.special.trigonometric import fresnel, sine_integral

Form = Callable[[Product, sympy.Symbol], sympy.Expr | None]

FORMS: tuple[Form, ...] = (
    exponential_integral,
    error_function,
    sine_integral,
    fresnel,
    polylogarithm,
    logarithm_of_binomial,
    product_of_logarithms,
    logarithm_beside_root,
    biquadratic_root,
    root_of_square,
    trigonometric_root,
    binomial,
    linear_roots,
    roots_of_waves,
    incomplete_gamma,
    inverse_beside_power,
    exponential_fraction,
    exponential_power,
    linear_powers,
    power_fraction,
    wave_powers,
    inverse_of_waves,
)
SPECIAL = (
    *(sympy.Ei, sympy.Si, sympy.Ci, sympy.erf, sympy.erfi, sympy.fresnels, sympy.fresnelc),
    *(sympy.polylog, sympy.hyper, sympy.uppergamma, sympy.expint),
    *(sympy.elliptic_f, sympy.elliptic_e, sympy.elliptic_pi),
)
_MOST_TERMS = 16
_LONG = 80
"""Operations beyond which an integrand is not rewritten."""


def closed_form(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """An antiderivative of ``f`` in which a special function is left over, None where no formula here gives one.

    The formulas are complete for their forms: what comes out without special functions is elementary, and others know
    neater spellings of such answers. Symbols other than ``x`` are parameters and should be positive.
    """
    if not _may_need_special(f, x):
        return None
    whole = term_by_term(f, x)
    return whole if whole is not None and whole.has(*SPECIAL) else None


def term_by_term(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """An antiderivative of ``f``, elementary or not, by a form for each of its terms in some spelling."""
    for g in _spellings(f, x):
        terms = sympy.Add.make_args(g)
        if len(terms) > _MOST_TERMS:
            continue
        answers = [_of_term(term, x) for term in terms] if len(terms) == 1 else _of_terms(terms, x)
        if None not in answers:
            return sympy.Add(*answers)
    return None


def _of_terms(terms: Sequence[sympy.Expr], x: sympy.Symbol) -> list[sympy.Expr | None]:
    """The terms' answers up to the first that has none; elementary powers of waves count beside special functions."""
    answers: list[sympy.Expr | None] = []
    spare: list[int] = []
    for k, term in enumerate(terms):
        answers.append(_of_term(term, x))
        if answers[-1] is None:
            constant, varying = term.as_independent(x, as_Add=False)
            p = product_of(varying, x)
            answer = wave_powers(p, x, elementary=True)
            if answer is None:
                return answers
            answers[-1] = constant * p.constant * answer
            spare.append(k)
    special = any(answer.has(*SPECIAL) for k, answer in enumerate(answers) if k not in spare and answer is not None)
    return answers if special or not spare else [None]


def _may_need_special(f: sympy.Expr, x: sympy.Symbol) -> bool:
    """Whether ``x`` stands beside a transcendental function, or within one other than linearly, or under a root.

    Functions of linear arguments alone need special functions only where two slopes have no rational ratio.
    """
    kernels = {e for e in f.atoms(sympy.Function, sympy.Pow) if e.has(x) and not _is_integer_power(e)}
    if any(e.is_Pow and not e.exp.has(x) for e in kernels):
        return True
    arguments = [_argument(e) for e in kernels]
    if any(not u.is_polynomial(x) or sympy.degree(u, x) > 1 for u in arguments):
        return True
    slopes = [u.diff(x) for u in arguments]
    if any(not sympy.cancel(slope / slopes[0]).is_Rational for slope in slopes):
        return True
    return bool(kernels) and f.xreplace({e: sympy.Dummy() for e in kernels}).has(x)


def _is_integer_power(e: sympy.Expr) -> bool:
    return bool(e.is_Pow and e.exp.is_Integer)


def _argument(e: sympy.Expr) -> sympy.Expr:
    return e.exp if e.is_Pow else e.args[-1]


def _spellings(f: sympy.Expr, x: sympy.Symbol) -> Iterator[sympy.Expr]:
    """Forms of ``f`` whose terms the formulas may know, each once."""
    seen = {f}
    yield f
    if sympy.count_ops(f) > _LONG:
        return
    for rewrite in (multiplied_out, _products_to_sums, _exponentials, _mixed, lambda e: _in_exponential_powers(e, x)):
        g = rewrite(f)
        if g not in seen:
            seen.add(g)
            yield g


def multiplied_out(f: sympy.Expr) -> sympy.Expr:
    """Products of sums multiplied out, denominators and exponents as they are."""
    return sympy.Add(*map(_term_expanded, sympy.Add.make_args(f)))


def _term_expanded(term: sympy.Expr) -> sympy.Expr:
    factors = sympy.Mul.make_args(term)
    below = [e for e in factors if e.is_Pow and e.exp.could_extract_minus_sign()]
    above = sympy.expand(
        sympy.Mul(*(e for e in factors if e not in below)), power_exp=False, power_base=False, log=False
    )
    return sympy.Add(*(sympy.Mul(each, *below) for each in sympy.Add.make_args(above)))


def _products_to_sums(f: sympy.Expr) -> sympy.Expr:
    """Products and powers of sines and cosines as sums; hyperbolic ones as exponentials."""
    g = f.rewrite(sympy.exp) if f.has(*HYPERBOLIC) and not f.has(*CIRCULAR) else f
    return multiplied_out(TR8(multiplied_out(g)))


def _exponentials(f: sympy.Expr) -> sympy.Expr:
    """Trigonometric and hyperbolic functions in exponentials."""
    # One by one: SymPy's rewrite of the whole takes powers of x for exponentials of logarithms, too.
    return f.xreplace({e: e.rewrite(sympy.exp, deep=False) for e in f.atoms(*CIRCULAR, *HYPERBOLIC)})


def _mixed(f: sympy.Expr) -> sympy.Expr:
    """The same multiplied out: for sines beside exponentials."""
    return sympy.powsimp(multiplied_out(_exponentials(f)))


def _in_exponential_powers(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """1/(1 + tanh(u)) as (1 + exp(-2 u))/2: hyperbolic functions that have only powers of an exponential below."""
    functions = [e for e in sympy.Mul.make_args(f) if e.has(*HYPERBOLIC)]
    u = sympy.Dummy("u")
    read = in_exponential(sympy.Mul(*(e.rewrite(sympy.exp) for e in functions)), x, u) if functions else None
    if read is None or len(sympy.Add.make_args(sympy.expand(sympy.fraction(read[0])[1]))) > 1:
        return f
    powers = sympy.expand(read[0]).subs(u, sympy.exp(read[1] * x))
    return multiplied_out(sympy.powsimp(powers) * sympy.Mul(*(e for e in sympy.Mul.make_args(f) if e not in functions)))


def _of_term(term: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    if not term.has(x):
        return term * x
    if term.is_rational_function(x):
        return integrate_rational(term, x)
    constant, varying = term.as_independent(x, as_Add=False)
    varying, jumps = _powers_of_x(varying, x)
    constant *= jumps
    base, n = varying.as_base_exp()
    if base == x and not n.has(x):
        return constant * x ** (n + 1) / (n + 1)
    p = product_of(varying, x)
    for form in FORMS:
        answer = form(p, x)
        if answer is not None:
            return constant * p.constant * answer
    answer = periodic_fraction(varying, x)
    return None if answer is None else constant * answer


def _powers_of_x(f: sympy.Expr, x: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr]:
    """(g, J) with f = g J: powers of x for those of c x, as (c x)**m/x**m is constant between jumps."""
    jumps = sympy.S.One
    for e in sympy.Mul.make_args(f):
        if e.is_Pow and e.base.is_Mul and not (e.base / x).has(x) and not (e.exp.is_Integer or e.exp.has(x)):
            jumps *= e / x**e.exp
    return f / jumps, jumps
