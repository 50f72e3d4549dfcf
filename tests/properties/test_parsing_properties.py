"""Laws of the parser: it reads back what SymPy prints, and refuses everything else quickly and politely."""

from __future__ import annotations

import contextlib
import time

import sympy
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from symassist.errors import ParseError, ProblemError
from symassist.expressions.operators import FUNCTIONS
from symassist.parsing import parse_expression, parse_problem
from symassist.parsing.guards import TooLargeError

_SKIPPED = ("Heaviside", "floor", "ceiling")
_UNARY = sorted(name for name, row in FUNCTIONS.items() if row.arity == 1 and name not in _SKIPPED)
_ELEMENTARY = [name for name in _UNARY if FUNCTIONS[name].kind == "elementary"]
_LEAVES = st.one_of(
    st.sampled_from([sympy.Symbol(name) for name in ("x", "y", "a", "b1", "alpha", "x_0", "C0")]),
    st.integers(-30, 30).map(sympy.Integer),
    st.builds(sympy.Rational, st.integers(-30, 30), st.integers(1, 30)),
    st.sampled_from([sympy.pi, sympy.E, sympy.I]),
)


_LATEX_LEAVES = st.one_of(
    st.sampled_from([sympy.Symbol(name) for name in ("x", "y", "alpha")]),
    st.builds(sympy.Rational, st.integers(-30, 30), st.integers(1, 30)),
    st.sampled_from([sympy.pi, sympy.E]),
)


def _expressions(leaves: st.SearchStrategy[sympy.Expr], functions: list[str]) -> st.SearchStrategy[sympy.Expr]:
    """Finite expressions over ``leaves`` with the unary ``functions``."""

    def extend(children: st.SearchStrategy[sympy.Expr]) -> st.SearchStrategy[sympy.Expr]:
        return st.one_of(
            st.builds(lambda p, q: p + q, children, children),
            st.builds(lambda p, q: p * q, children, children),
            st.builds(lambda p, q: p - q, children, children),
            st.builds(
                lambda p, n: p**n, children, st.sampled_from([-2, -1, 2, 3, sympy.S.Half, sympy.Rational(-2, 3)])
            ),
            st.builds(lambda name, p: getattr(sympy, name)(p), st.sampled_from(functions), children),
        )

    return st.recursive(leaves, extend, max_leaves=10).filter(
        lambda e: isinstance(e, sympy.Expr) and not e.has(sympy.zoo, sympy.oo, sympy.nan, sympy.AccumBounds)
    )


_FRAGMENT_TEXT = (
    "x y 2 10 0.5 1e3 ( ) [ ] { } | + - * / ** ^ , _ = ! sin cos^2 ln e pi oo dx ∫ ∫_0^1 √ ² ⁻¹ θ π \\frac \\sqrt[3] "
    "\\sin \\left( \\right) \\left| \\, \\mathrm{d}x \\int_0^{1} gamma( log_2 foo \\foo Max( Integral( 9** ."
)
_FRAGMENTS = st.sampled_from(_FRAGMENT_TEXT.split())


def _read(text: str) -> sympy.Expr:
    """``parse_expression``, with examples that are refused for their size left out."""
    try:
        return parse_expression(text)
    except ParseError as error:
        if isinstance(error.__cause__, TooLargeError):
            reject()
        raise


@settings(max_examples=150, deadline=None)
@given(_expressions(_LEAVES, _UNARY))
def test_what_sympy_prints_is_read_back(expression: sympy.Expr) -> None:
    text = str(expression)
    # SymPy itself does not always build the same object from its own text: x*(2*y + 2) against 2*x*(y + 1)
    assert _read(text) == sympy.sympify(text, locals={name: sympy.Symbol(name) for name in ("C0", "alpha")})


@settings(max_examples=150, deadline=None)
@given(_expressions(_LATEX_LEAVES, _ELEMENTARY))
def test_the_latex_of_sympy_is_read_back(expression: sympy.Expr) -> None:
    expression = sympy.sympify(str(expression))
    assume(not expression.has(sympy.I))  # printed as an italic i, which is a symbol here
    found = _read(sympy.latex(expression))
    values = {symbol: sympy.Rational(7 + i, 10) for i, symbol in enumerate(sorted(expression.free_symbols, key=str))}
    assert found.free_symbols == expression.free_symbols
    difference = (found - expression).subs(values).evalf(15, maxn=60)
    assert difference.has(sympy.nan, sympy.zoo, sympy.oo) or abs(difference) < 1e-9 * (
        1 + abs(expression.subs(values).evalf(15))
    )


def _answers(text: str) -> None:
    began = time.process_time()
    for read in (parse_expression, parse_problem):
        with contextlib.suppress(ParseError, ProblemError):
            str(read(text))
    assert time.process_time() - began < 2, text


@settings(max_examples=300, deadline=None)
@given(st.lists(_FRAGMENTS, max_size=25), st.sampled_from(["", " "]))
def test_any_sequence_of_fragments_is_read_or_refused(pieces: list[str], gap: str) -> None:
    _answers(gap.join(pieces))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    _answers(text)
