"""The search's moves as sentences."""

from __future__ import annotations

import sympy

from symassist.propose.proposer import Trace
from symassist.steps.derivation import Step, deeper, equation, integral

_REWRITES = {
    "expand": "Expand",
    "one fraction": "Bring over one denominator",
    "powers": "Collect powers",
    "roots of factors": "Write roots of products as products of roots",
    "roots drawn": "Draw whole powers out of the roots",
    "logarithms of exponents": "Write inverse functions as logarithms and simplify",
    "logarithms expanded": "Expand the logarithms",
    "half angles": "Use half-angle identities",
    "sums of squares": "Simplify the sums of squares",
    "products to sums": "Turn products of waves into sums",
    "double angles": "Expand the multiple angles",
    "denominator made rational": "Make the denominator rational",
    "sin**2 = 1 - cos**2": "Write even powers of sines in cosines",
    "cos**2 = 1 - sin**2": "Write even powers of cosines in sines",
    "trigonometric simplification": "Simplify the trigonometric functions",
    "exponentials": "Write the hyperbolic functions as exponentials",
    "exponentials, one fraction": "Write the hyperbolic functions as exponentials, over one denominator",
}
_SUBSTITUTIONS = {
    "Euler's substitution": "Euler's substitution",
    "Chebyshev's substitution": "Chebyshev's substitution",
    "root": "The root as the new variable",
    "nested root": "The nested root as the new variable",
    "power": "A power as the new variable",
    "sum with the reciprocal": "The sum with the reciprocal as the new variable",
    "reciprocal": "The reciprocal as the new variable",
    "inverse function": "The inverse function as the new variable",
    "logarithm": "The logarithm as the new variable",
    "fraction of lines": "The fraction of two lines as the new variable",
    "involution": "A fraction of two lines as the new variable, in which the radicand is even",
    "homogeneous root": "x over the inner root as the new variable",
    "conjugate roots": "The sum of two roots as the new variable: it and its conjugate have a constant product",
    "pole to infinity": "What has the pole as the new variable",
    "one wave": "The sum of sine and cosine as one wave, the angle from its crest as the new variable",
    "substitution": "Substitute",
}
_FORMULAS = {
    "constant": "A constant",
    "rational function": "A rational function, by partial fractions over the real factors of its denominator",
    "sum with the reciprocal": "With the sum of x and a multiple of its reciprocal as the new variable",
    "root of a quadratic": "With the root of the quadratic as a function of its own, by partial fractions",
    "root of a quadratic in tan": "With the root of the quadratic in the tangent, by partial fractions",
    "exponentials and waves": "An exponential times waves: comparing coefficients after differentiation gives",
    "special functions": "A formula for special functions gives",
    "special functions by parts": "By parts, on the outermost special function, again and again",
    "Lambert's W": "With Lambert's W as the new variable",
    "Bessel functions and their kin": "A sum of these functions, with coefficients by comparison of derivatives",
    "power series": "Term by term, as a power series, which is a hypergeometric function",
    "rational function of waves": "A rational function of sine and cosine, by Hermite's reduction",
    "half angles": "With the other function over the root as the new variable",
    "product rule": "By the product rule, read backwards",
    "inverse function beside roots": "By parts, on the inverse function, what is left being algebraic",
    "polynomial in an inverse function": "By parts, from the highest power down, and polylogarithms for what is left",
    "powers of an inverse function": "By parts, from the highest power of the function down",
    "Appell's function": "Powers of two or three lines: a hypergeometric function",
    "powers with symbols": "By the product rule, the highest power of the variable taken away first",
    "pseudo-elliptic integral, rescaled": "With a multiple of x as the new variable, in which no parameter is left",
    "pseudo-elliptic integral": "Residues at points of finite order: logarithms of functions that are zero there only",
    "parallel integration": "Look for a quotient of polynomials in the functions of the integrand, and logarithms; "
    "comparing coefficients after differentiation gives",
    "ansatz": "The derivatives of the terms of this sum, with these coefficients, add up to the integrand",
    "network": "Proposed by the network, and right by differentiation",
    "network, coefficients fitted": "Terms proposed by the network, coefficients by comparison of derivatives",
    "SymPy's rules": "By SymPy's rules",
}


def steps_of(trace: Trace) -> tuple[Step, ...]:
    """The steps of the trace, parts indented."""
    whole = integral(trace.integrand, trace.variable)
    result = equation(whole, trace.answer if trace.answer is not None else whole)
    if not trace.parts:
        return (Step(f"{_FORMULAS.get(trace.rule, trace.rule)}: {{0}}.", (result,)),)
    inner = tuple(s for part in trace.parts for s in deeper(steps_of(part)))
    if trace.rule in _SUBSTITUTIONS:
        t, g = trace.detail
        parts = [integral(part.integrand, part.variable) for part in trace.parts]
        places = " and ".join(f"{{{n}}}" for n in range(2, 2 + len(parts)))
        head = Step(
            f"{_SUBSTITUTIONS[trace.rule]}, {{0}}: {{1}} leads, up to a constant factor or a sign, to {places}.",
            (equation(t, g), whole, *parts),
        )
        return (head, *inner, Step("Put {0} back: {1}.", (equation(t, g), result)))
    if trace.rule == "parts":
        u, v = trace.detail
        x = trace.variable
        head = Step(
            "Integrate by parts, {0} times the derivative of {1}: {2}.",
            (u, v, equation(whole, u * v - integral(v * sympy.diff(u, x), x))),
        )
        return (head, *inner, Step("Together: {0}.", (result,)))
    if trace.rule == "product rule":
        product = trace.detail[0]
        left = integral(trace.parts[0].integrand, trace.variable)
        head = Step("The derivative of {0} is part of the integrand: {1}.", (product, equation(whole, product + left)))
        return (head, *inner, Step("Together: {0}.", (result,)))
    if trace.rule == "root of a square":
        base, square, constant = trace.detail
        head = Step(
            "As {0}, {1} is constant between its jumps and comes before the integral of {2}.",
            (equation(base, square), constant, trace.parts[0].integrand),
        )
        return (head, *inner, Step("So {0}.", (result,)))
    if trace.rule == "root of two lines":
        factor, quotient, constant = trace.detail
        head = Step(
            "{0} is {1} times {2}, which is constant between its jumps and comes before the integral of {3}.",
            (factor, quotient, constant, trace.parts[0].integrand),
        )
        return (head, *inner, Step("So {0}.", (result,)))
    if trace.rule == "sum":
        return (Step("Integrate term by term: {0}.", (whole,)), *inner, Step("Together: {0}.", (result,)))
    if trace.rule == "sides":
        parts = [part.integrand for part in trace.parts]
        sides = "{1}" if len(parts) == 1 else "{1} and, on the other, {2}"
        head = Step(f"On the side where {{0}} is positive the integrand is {sides}.", (trace.detail[0], *parts))
        return (head, *inner, Step("With the sign of {0}: {1}.", (trace.detail[0], result)))
    if trace.rule == "even and odd":
        halves = sympy.Add(*(integral(part.integrand, part.variable) for part in trace.parts))
        head = Step("The even and the odd half of the integrand, each for itself: {0}.", (equation(whole, halves),))
        return (head, *inner, Step("Together: {0}.", (result,)))
    if trace.rule == "constant factor":
        return (Step("Pull out the constant {0}.", (trace.detail[0],)), *inner, Step("So {0}.", (result,)))
    word = _REWRITES.get(trace.rule, f"Rewrite ({trace.rule})")
    head = Step(f"{word}: {{0}}.", (equation(trace.integrand, _rewritten(trace)),))
    return (head, *inner, Step("So {0}.", (result,)))


def _rewritten(trace: Trace) -> sympy.Expr:
    return trace.detail[0] if trace.detail else trace.parts[0].integrand
