"""Products of special functions with functions whose integrals are known: by parts, from the outermost function down.

For f = c S**n + lower powers of S, with C' = c and a function S whose derivative is simpler than S,

    integral of c S**n = C S**n - n integral of C S**(n - 1) S',   integral of k S**n S' = k S**(n + 1)/(n + 1)

so that what is left has one function less, until none is left. Whole sums are reduced, as their terms may cancel.
Ng & Geller, "A table of integrals of the error functions" (1969); Gradshteyn & Ryzhik 5.1 to 5.4; DLMF 6.7, 7.7, 8.14.
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy

from symassist.expressions.functions import HYPERBOLIC
from symassist.propose.inverse_tower import integrate_in_tower
from symassist.propose.moves_inverse import INVERSES
from symassist.propose.special.forms import SPECIAL, multiplied_out, term_by_term
from symassist.propose.special.ladders import integrate_ladder
from symassist.propose.special.plain import integrate_in_inverse, integrate_plain
from symassist.propose.special.product import coefficients
from symassist.propose.special.series import integrate_series

SIMPLER_SLOPE = (
    *(sympy.erf, sympy.erfc, sympy.erfi, sympy.Ei, sympy.li, sympy.Si, sympy.Ci, sympy.Shi, sympy.Chi),
    *(sympy.fresnels, sympy.fresnelc, sympy.polylog, sympy.uppergamma, sympy.lowergamma, sympy.expint),
)
_OTHERS = (sympy.gamma, sympy.loggamma, sympy.polygamma)
_MOST_DEPTH, _MOST_OPERATIONS, _MOST_POWER = 7, 150, 4


def integrate_special_products(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The antiderivative of a sum of such products, None for other functions and where the way ends.

    Also of functions of one inverse function and x, where that takes special functions.
    """
    if sympy.count_ops(f) > _MOST_OPERATIONS:
        return None
    answer = integrate_in_tower(f, x, beside_function)
    if answer is not None and answer.has(*SPECIAL):
        return answer
    if _concerns(f, x):
        for g, value, given in _spellings(f, x):
            answer = _Reduction(x).integral(g, 0)
            if answer is not None:
                return answer.subs(x, value) / given
        return None
    inverses = f.atoms(*INVERSES)
    if len(inverses) == 1 and (f / next(iter(inverses))).is_polynomial(x):
        return None  # elementary
    answer = integrate_in_inverse(f, x)
    return answer if answer is not None and answer.has(*SPECIAL) else None


def beside_function(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The integral of what a reduction leaves."""
    return integrate_in_inverse(f, x) if f.has(*INVERSES) else term_by_term(f, x)


def _concerns(f: sympy.Expr, x: sympy.Symbol) -> bool:
    """Whether a special function is there, or a logarithm beside or around other functions or to a power like 1/2."""
    functions = {e for e in f.atoms(sympy.Function) if e.has(x)}
    if any(isinstance(e, (*SIMPLER_SLOPE, *_OTHERS)) for e in functions):
        return True
    logarithms = {e for e in functions if isinstance(e, sympy.log)}
    if not logarithms:
        return False
    if len(functions) > 1 or any(e.args[0].has(sympy.Function) for e in logarithms):
        return True
    powers = [e for e in f.atoms(sympy.Pow) if e.has(x)]
    return any(not e.exp.is_Integer or (e.exp < 0 and e.has(*logarithms)) for e in powers)


def _spellings(f: sympy.Expr, x: sympy.Symbol) -> Iterator[tuple[sympy.Expr, sympy.Expr, sympy.Expr]]:
    """(g, u, u') with the integral of f = G(u)/u' for the antiderivative G of g: f itself, and easier ones.

    The one line in special functions becomes the variable; hyperbolic functions become exponentials.
    """
    inside = [e.args[-1] for e in f.atoms(*SIMPLER_SLOPE) if e.has(x)]
    sums = {s for u in inside for s in u.atoms(sympy.Add) if s.is_polynomial(x) and sympy.degree(s, x) == 1}
    if len(sums) == 1 and sums != set(inside) and not any(u.xreplace(dict.fromkeys(sums, 1)).has(x) for u in inside):
        sum_ = sums.pop()  # of powers of one line: multiplied out they have long roots
        slope = sum_.diff(x)
        mark = sympy.Dummy("line")
        yield f.xreplace({sum_: mark}).subs(x, (mark - sum_.subs(x, 0)) / slope).xreplace({mark: x}), sum_, slope
    yield f, x, sympy.S.One
    lines = set(inside)
    line = coefficients(next(iter(lines)), x, 1) if len(lines) == 1 else None
    if line is not None and line[0] != 0:
        a, b = line
        g = f.subs(x, (x - a) / b)
        yield (
            g.replace(lambda e: isinstance(e, SIMPLER_SLOPE), lambda e: e.func(*map(sympy.expand, e.args))),
            a + b * x,
            b,
        )
    if f.has(*HYPERBOLIC):
        yield f.xreplace({e: e.rewrite(sympy.exp) for e in f.atoms(*HYPERBOLIC)}), x, sympy.S.One


class _Reduction:
    """One integral in ``x`` with all that comes from it; what is being worked on counts as not known, so loops end."""

    def __init__(self, x: sympy.Symbol) -> None:
        self._x = x
        self._known: dict[sympy.Expr, sympy.Expr | None] = {}

    def integral(self, f: sympy.Expr, depth: int) -> sympy.Expr | None:
        """The antiderivative of ``f``, None where it is not found."""
        f = self._tidy(f)
        if f == 0:
            return f
        if f not in self._known:
            self._known[f] = None
            self._known[f] = self._found(f, depth)
        return self._known[f]

    def _tidy(self, f: sympy.Expr) -> sympy.Expr:
        """Products multiplied out, powers of the same base in one; Li_0 and Li_1 as elementary functions."""
        g = f.replace(
            lambda e: isinstance(e, sympy.polylog) and e.args[0] in (0, 1) and e.has(self._x), sympy.expand_func
        )
        g = sympy.expand_power_base(multiplied_out(g))
        return multiplied_out(sympy.Add(*(sympy.powsimp(term, combine="exp") for term in sympy.Add.make_args(g))))

    def _found(self, f: sympy.Expr, depth: int) -> sympy.Expr | None:
        kernels = self._kernels(f)
        special = [e for e in kernels if not isinstance(e, sympy.log)]
        if not special:
            answer = integrate_plain(f, self._x)
            if answer is not None or not kernels:
                return answer
        if depth >= _MOST_DEPTH or sympy.count_ops(f) > _MOST_OPERATIONS:
            return None
        for rule in (self._derivative, integrate_ladder, integrate_series):
            answer = rule(f, self._x)
            if answer is not None:
                return answer
        for kernel in kernels:
            answer = self._on(f, kernel, depth)
            if answer is not None:
                return answer
        return self._each(f, depth)

    def _kernels(self, f: sympy.Expr) -> list[sympy.Expr]:
        """The functions that parts can take away, the outermost first, logarithms last."""
        found = [e for e in f.atoms(*SIMPLER_SLOPE, *_OTHERS, sympy.log) if e.has(self._x)]
        # The slopes of logarithms of roots are no simpler.
        found = [e for e in found if not isinstance(e, sympy.log) or not self._is_algebraic(e.args[0])]
        outermost = [e for e in found if not any(e != other and other.has(e) for other in found)]
        return sorted(outermost, key=lambda e: (isinstance(e, sympy.log), -sympy.count_ops(e), str(e)))

    def _is_algebraic(self, u: sympy.Expr) -> bool:
        return not (u.is_rational_function(self._x) or u.has(sympy.Function, sympy.exp))

    def _derivative(self, f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
        """k S for f = k S', and k S**(n + 1)/(n + 1) for f = k S**n S'."""
        for kernel in f.atoms(sympy.gamma):
            ratio = sympy.cancel(f / kernel.diff(x)) if kernel.has(x) else x
            if not ratio.has(x):
                return ratio * kernel
        for kernel in f.atoms(*SIMPLER_SLOPE) if f.is_Mul else ():
            c, power = f.as_independent(kernel, as_Add=False)
            base, n = power.as_base_exp()
            if base == kernel and n.is_Integer and n > 0 and not any(e.has(x) for e in kernel.args[:-1]):
                slope = self._tidy(kernel.diff(x))
                ratio = sympy.S.Zero if slope == 0 else self._ratio(c, slope)
                if ratio:
                    return ratio * kernel ** (n + 1) / (n + 1)
        return None

    def _on(self, f: sympy.Expr, kernel: sympy.Expr, depth: int) -> sympy.Expr | None:
        """Parts on the highest power of ``kernel`` in ``f``."""
        if isinstance(kernel, _OTHERS) or any(e.has(self._x) for e in kernel.args[:-1]):
            return None
        powers: dict[int, sympy.Expr] = {}
        for term in sympy.Add.make_args(f):
            c, power = term.as_independent(kernel, as_Add=False)
            base, n = power.as_base_exp()
            if power != 1 and (base != kernel or not n.is_Integer or not 0 < n <= _MOST_POWER):
                return None
            degree = 0 if power == 1 else int(n)
            powers[degree] = powers.get(degree, sympy.S.Zero) + c
        n = max(powers)
        slope = self._tidy(kernel.diff(self._x))
        ratio = self._ratio(powers[n], slope)
        if ratio is not None:
            edge, rest = ratio * kernel ** (n + 1) / (n + 1), sympy.S.Zero
        else:
            antiderivative = self.integral(powers[n], depth + 1)
            if antiderivative is None:
                return None
            antiderivative = self._alike(antiderivative, slope)
            edge, rest = antiderivative * kernel**n, -n * antiderivative * kernel ** (n - 1) * slope
        rest += sympy.Add(*(c * kernel**k for k, c in powers.items() if k < n))
        answer = self.integral(rest, depth + 1)
        return None if answer is None else edge + answer

    def _alike(self, f: sympy.Expr, slope: sympy.Expr) -> sympy.Expr:
        """``f`` with log(-u) for log(u), up to a constant the same, where ``slope`` has the former."""
        wanted = {sympy.expand(-e.args[0]): e for e in slope.atoms(sympy.log)}
        return f.replace(sympy.log, lambda u: wanted.get(sympy.expand(u), sympy.log(u)))

    def _ratio(self, c: sympy.Expr, slope: sympy.Expr) -> sympy.Expr | None:
        """c/slope where it is constant."""
        ratio = sympy.powsimp(c / slope)
        ratio = sympy.cancel(ratio) if ratio.has(self._x) and ratio.is_rational_function(self._x) else ratio
        return None if ratio.has(self._x) else ratio

    def _each(self, f: sympy.Expr, depth: int) -> sympy.Expr | None:
        terms = sympy.Add.make_args(f)
        if len(terms) == 1:
            return None
        answers = []
        for term in terms:
            answers.append(self.integral(term, depth + 1))
            if answers[-1] is None:
                return None
        return sympy.Add(*answers)
