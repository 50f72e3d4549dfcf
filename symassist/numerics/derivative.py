"""Derivatives on tapes: one rule per function, each written as the identity that it is.

Along the real line also the functions without a complex derivative have one (Abs, sign, re, arg...): their rules hold
there and only there.
"""

from __future__ import annotations

from collections.abc import Callable

from flint import fmpq

from symassist.errors import UnsupportedExpressionError
from symassist.numerics.stepwise import is_stepwise_constant, is_zero
from symassist.numerics.tape import Ref, Tape

Rule = Callable[..., Ref]
_HALF_PI = fmpq(1, 2)


def _two_over_sqrt_pi(u: Ref) -> Ref:
    return 2 / u.const("pi").sqrt()


# d/du of a function of u.
UNARY: dict[str, Rule] = {
    "exp": lambda u: u.call("exp"),
    "log": lambda u: 1 / u,
    "sin": lambda u: u.call("cos"),
    "cos": lambda u: -u.call("sin"),
    "tan": lambda u: 1 + u.call("tan") ** 2,
    "asin": lambda u: 1 / (1 - u**2).sqrt(),
    "acos": lambda u: -1 / (1 - u**2).sqrt(),
    "atan": lambda u: 1 / (1 + u**2),
    "sinh": lambda u: u.call("cosh"),
    "cosh": lambda u: u.call("sinh"),
    "tanh": lambda u: 1 - u.call("tanh") ** 2,
    "asinh": lambda u: 1 / (1 + u**2).sqrt(),
    "acosh": lambda u: 1 / ((u - 1).sqrt() * (u + 1).sqrt()),
    "atanh": lambda u: 1 / (1 - u**2),
    "erf": lambda u: _two_over_sqrt_pi(u) * (-(u**2)).call("exp"),
    "erfc": lambda u: -_two_over_sqrt_pi(u) * (-(u**2)).call("exp"),
    "erfi": lambda u: _two_over_sqrt_pi(u) * (u**2).call("exp"),
    "Ei": lambda u: u.call("exp") / u,
    "li": lambda u: 1 / u.call("log"),
    "Si": lambda u: u.call("sin") / u,
    "Ci": lambda u: u.call("cos") / u,
    "Shi": lambda u: u.call("sinh") / u,
    "Chi": lambda u: u.call("cosh") / u,
    "fresnels": lambda u: (u.const("pi") * u**2 * _HALF_PI).call("sin"),
    "fresnelc": lambda u: (u.const("pi") * u**2 * _HALF_PI).call("cos"),
    "gamma": lambda u: u.call("gamma") * (u * 0).call("polygamma", u),
    "loggamma": lambda u: (u * 0).call("polygamma", u),
    "elliptic_k": lambda m: (m.call("elliptic_e") - (1 - m) * m.call("elliptic_k")) / (2 * m * (1 - m)),
    "elliptic_e": lambda m: (m.call("elliptic_e") - m.call("elliptic_k")) / (2 * m),
    "LambertW": lambda u: u.call("LambertW") / (u * (1 + u.call("LambertW"))),
}


def _bessel(name: str, below: int, above: int) -> Rule:
    """C_n' = (below * C_(n-1) + above * C_(n+1)) / 2."""
    return lambda n, u: ((n - 1).call(name, u) * below + (n + 1).call(name, u) * above) * fmpq(1, 2)


def _polylog(s: Ref, z: Ref) -> Ref:
    """Li_s' = Li_(s-1) / z, with Li_1 = -log(1 - z) and Li_0 = z / (1 - z)."""
    order = s.tape.value(s.i)
    if order == 2:
        return -(1 - z).call("log") / z
    if order == 1:
        return 1 / (1 - z)
    return (s - 1).call("polylog", z) / z


def _sine_squared(z: Ref) -> Ref:
    """sin(z)**2; of an asin without going through it, as its balls beyond 1 do not tell on which side of the cut."""
    operation = z.tape.ops[z.i]
    return (Ref(z.tape, z.tape.args[z.i][0]) if operation == "asin" else z.call("sin")) ** 2


def _elliptic_f_dm(z: Ref, m: Ref) -> Ref:
    root = (1 - m * _sine_squared(z)).sqrt()
    return (
        z.call("elliptic_e", m) / (2 * m * (1 - m))
        - z.call("elliptic_f", m) / (2 * m)
        - (2 * z).call("sin") / (4 * (1 - m) * root)
    )


# (function, operand) -> d/d(operand) of a function of several operands.
SEVERAL: dict[tuple[str, int], Rule] = {
    ("polylog", 1): _polylog,
    ("uppergamma", 1): lambda s, z: -(z ** (s - 1)) * (-z).call("exp"),
    ("lowergamma", 1): lambda s, z: z ** (s - 1) * (-z).call("exp"),
    ("polygamma", 1): lambda n, z: (n + 1).call("polygamma", z),
    ("expint", 1): lambda n, z: -((n - 1).call("expint", z)),
    ("elliptic_f", 0): lambda z, m: 1 / (1 - m * _sine_squared(z)).sqrt(),
    ("elliptic_f", 1): _elliptic_f_dm,
    ("elliptic_e", 0): lambda z, m: (1 - m * _sine_squared(z)).sqrt(),
    ("elliptic_e", 1): lambda z, m: (z.call("elliptic_e", m) - z.call("elliptic_f", m)) / (2 * m),
    ("elliptic_pi", 1): lambda n, z, m: 1 / ((1 - n * _sine_squared(z)) * (1 - m * _sine_squared(z)).sqrt()),
    ("besselj", 1): _bessel("besselj", 1, -1),
    ("bessely", 1): _bessel("bessely", 1, -1),
    ("besseli", 1): _bessel("besseli", 1, 1),
    ("besselk", 1): _bessel("besselk", -1, -1),
    ("atan2", 0): lambda y, x: x / (x**2 + y**2),
    ("atan2", 1): lambda y, x: -y / (x**2 + y**2),
    ("Max", 0): lambda u, v: (u - v).call("Heaviside"),
    ("Max", 1): lambda u, v: (v - u).call("Heaviside"),
    ("Min", 0): lambda u, v: (v - u).call("Heaviside"),
    ("Min", 1): lambda u, v: (u - v).call("Heaviside"),
    ("LambertW", 0): lambda u, k: u.call("LambertW", k) / (u * (1 + u.call("LambertW", k))),
}
# Along the real line, for complex u: given u and u'.
ALONG: dict[str, Callable[[Ref, Ref], Ref]] = {
    "Abs": lambda u, du: (u.call("sign").call("conjugate") * du).call("re"),
    "re": lambda u, du: du.call("re"),
    "im": lambda u, du: du.call("im"),
    "conjugate": lambda u, du: du.call("conjugate"),
    "arg": lambda u, du: (du / u).call("im"),
    "sign": lambda u, du: u.const("i") * u.call("sign") * (du / u).call("im"),
}
# Constant between jumps.
_STEPS = {"Heaviside", "floor", "ceiling"}
_ELEMENTARY = {
    "num",
    "sym",
    "const",
    "root",
    "add",
    "mul",
    "pow",
    "exp",
    "log",
    "sin",
    "cos",
    "tan",
    "sinh",
    "cosh",
    "tanh",
}


def differentiate(tape: Tape, root: int, variable: object) -> int:
    """The node of d(root)/d(variable), added to ``tape``.

    Raises:
        UnsupportedExpressionError: a function is differentiated by an operand for which there is no rule.
    """
    zero = tape.number(0)
    derivative: dict[int, int] = {}
    depends: set[int] = set()
    place = -1
    for i in tape.reachable([root]):
        op, args = tape.ops[i], tape.args[i]
        if op == "sym" and tape.data[i] == variable:
            depends.add(i)
            derivative[i], place = tape.number(1), i
        elif any(a in depends for a in args):
            depends.add(i)
            derivative[i] = _rule(tape, i, derivative, place)
        else:
            derivative[i] = zero
    return derivative[root]


def _rule(tape: Tape, i: int, derivative: dict[int, int], variable: int) -> int:
    op, args = tape.ops[i], tape.args[i]
    refs = [Ref(tape, a) for a in args]
    if op == "add":
        return tape.add(*(derivative[a] for a in args))
    if op == "mul":
        # First the product of the elementary factors: where that is constant, the others are not needed themselves.
        plain = [a for a in args if _is_elementary(tape, a)]
        others = [a for a in args if a not in plain]
        if len(others) == 1 and tape.ops[others[0]] == "appellf1":
            return _beside_appell(tape, plain, others[0], derivative, variable)
        if len(plain) < 2 or not others:
            return _of_product(tape, [(a, derivative[a]) for a in args])
        constant = is_stepwise_constant(tape, plain, variable)
        slope = tape.number(0) if constant else _of_product(tape, [(a, derivative[a]) for a in plain])
        return _of_product(tape, [(tape.mul(*plain), slope), *((a, derivative[a]) for a in others)])
    if op == "pow":
        return _power(refs[0], refs[1], Ref(tape, derivative[args[0]]), Ref(tape, derivative[args[1]]), Ref(tape, i))
    if op == "select":
        arms = (derivative[a] if k % 2 == 0 else a for k, a in enumerate(args))
        return tape.node("select", tuple(arms))
    if op in _STEPS or op in {"eq", "ne", "lt", "le", "gt", "ge", "and", "or", "not"}:
        return tape.number(0)
    if op in ALONG:
        return ALONG[op](refs[0], Ref(tape, derivative[args[0]])).i
    if op == "hyper":
        return _hypergeometric(tape, i, derivative)
    if op == "appellf1":
        return tape.node("const", (), "nan")  # no value is known, but that of a product may be
    terms = []
    for k, a in enumerate(args):
        if tape.value(derivative[a]) == 0:
            continue
        rule = UNARY.get(op) if len(args) == 1 else SEVERAL.get((op, k))
        if rule is None:
            raise UnsupportedExpressionError((f"the derivative of {op} by operand {k + 1}",))
        terms.append(tape.mul(derivative[a], rule(*refs).i))
    return tape.add(*terms)


def _is_elementary(tape: Tape, i: int) -> bool:
    return all(tape.ops[k] in _ELEMENTARY for k in tape.reachable([i]))


def _of_product(tape: Tape, factors: list[tuple[int, int]]) -> int:
    """The derivative of a product, from its factors with their derivatives."""
    rests = (tape.mul(*(a for j, (a, _) in enumerate(factors) if j != k)) for k in range(len(factors)))
    return tape.add(*(tape.mul(slope, rest) for (_, slope), rest in zip(factors, rests, strict=True)))


def _power(base: Ref, exponent: Ref, d_base: Ref, d_exponent: Ref, power: Ref) -> int:
    """(u^v)' = v u^(v-1) u' + u^v log(u) v'."""
    tape = base.tape
    result = tape.number(0)
    if tape.value(d_base.i) != 0:
        result = (exponent * base ** (exponent - 1) * d_base).i
    if tape.value(d_exponent.i) != 0:
        result = tape.add(result, (power * base.call("log") * d_exponent).i)
    return result


def _beside_appell(tape: Tape, plain: list[int], i: int, derivative: dict[int, int], variable: int) -> int:
    """(p F1(a; b, b'; a + 1; X, Y))' = p a X'/X (1 - X)**-b (1 - Y)**-b' for p a multiple of X**a and X of Y.

    As X d/dX F1 + Y d/dY F1 = a ((1 - X)**-b (1 - Y)**-b' - F1), its value is not needed. On the cut X > 1 it is what
    2F1 is there: continuous from below.

    Raises:
        UnsupportedExpressionError: exact arithmetic does not show that it is such a product.
    """
    a, b, b2, c, x, y = (Ref(tape, k) for k in tape.args[i])
    known = (
        all(tape.value(derivative[k.i]) == 0 for k in (a, b, b2, c))
        and is_zero(tape, (c - a - 1).i, variable)
        and is_stepwise_constant(tape, [x.i, (y**-1).i], variable)
        and is_stepwise_constant(tape, [*plain, (x ** (a * -1)).i], variable)
    )
    if not known:
        raise UnsupportedExpressionError(("the derivative of appellf1 beside other factors",))
    change = a * Ref(tape, derivative[x.i]) / x
    return tape.mul(*plain, (change * (1 - x) ** (b * -1) * (1 - y) ** (b2 * -1)).i)


def _hypergeometric(tape: Tape, i: int, derivative: dict[int, int]) -> int:
    above, below = tape.data[i]
    *parameters, z = tape.args[i]
    if any(tape.value(derivative[p]) != 0 for p in parameters):
        raise UnsupportedExpressionError(("the derivative of hyper by a parameter",))
    one = tape.number(1)
    shifted = tuple(tape.add(p, one) for p in parameters)
    factor = tape.mul(*parameters[:above], *(tape.pow(p, tape.number(-1)) for p in parameters[above:]), derivative[z])
    return tape.mul(factor, tape.node("hyper", (*shifted, z), (above, below)))
