"""Generated inputs that nobody should have to fear: odd, huge, nested, malicious, or no mathematics at all."""

from __future__ import annotations

import random
from collections.abc import Iterator

import sympy

Case = tuple[str, object]
"""(kind, text or SymPy object)"""

X = sympy.Symbol("x")
_INJECTIONS = (
    "__import__('os').system('true')",
    "().__class__.__bases__[0].__subclasses__()",
    "lambda: 0",
    "exec('x=1')",
    "eval(x)",
    "open('/etc/passwd').read()",
    "x.__class__",
    "x.func(1)",
    "getattr(x, 'y')",
    "[x for x in range(9)]",
    "f'{x}'",
    "x if 1 else 2",
    "import os",
    "x; y",
    "\\input{/etc/passwd}",
    "\\write18{ls}",
    "globals()",
    "x := 3",
    "print(x)",
    "0x10 ** 0b11",
)
_NO_NUMBERS = (
    "nan",
    "oo",
    "-oo",
    "zoo",
    "x + nan",
    "oo*x",
    "1/0",
    "x/0",
    "log(0)",
    "0**0",
    "0**-1",
    "x**oo",
    "sin(oo)",
)
_RELATIONS = ("x < 1", "x = 2", "x == 2", "Eq(x, 1)", "x <= y < 3", "x & y", "True", "not x", "x != 3")
_COLLECTIONS = ("[[1, 2], [3, 4]]", "Matrix([x])", "[x]", "{x}", "(x, 1)", "{1: x}", "x, y", "Interval(0, 1)")
_SEEDS = (
    "x*exp(x)",
    "sin(x)^2/(1+x)",
    "sqrt(x^2+1)*log(x)",
    "1/(x^4+1)",
    "tan x",
    "e^{-x^2}",
    "x^n",
    "|x-1|",
    "∫ x² dx",
)
_UNARY = (sympy.sin, sympy.exp, sympy.log, sympy.sqrt, sympy.tan, sympy.atan, sympy.Abs, sympy.floor, sympy.gamma)


def texts(rng: random.Random) -> Iterator[Case]:
    """Texts without end, the kinds taking turns."""
    while True:
        n = rng.choice((3, 30, 300, 3000))
        letters = [
            chr(rng.choice((rng.randrange(32, 127), rng.randrange(160, 0x3000), rng.randrange(0x1F300, 0x1F700))))
        ]
        yield "brackets", "(" * n + "x" + ")" * rng.choice((n, n - 1, 0))
        yield "nested", rng.choice(("sin(", "sqrt(", "1/(1+", "exp(", "|", "-", "x^(")) * n + "x" + ")" * n
        yield "tower", "^".join(rng.choice(("9", "x", "2", "99")) for _ in range(rng.randint(2, 12)))
        yield (
            "huge",
            rng.choice(("x^", "sin(x)*", "x/", ""))
            + "".join(rng.choices("0123456789", k=rng.choice((20, 1200, 12000)))),
        )
        yield "injection", rng.choice(_INJECTIONS) + rng.choice(("", " + x", "*x"))
        yield "undefined", rng.choice(_NO_NUMBERS)
        yield "relation", rng.choice(_RELATIONS)
        yield "collection", rng.choice(_COLLECTIONS)
        yield "constant", rng.choice(("7", "pi", "0", "e", "sqrt(2)", "I", "2.5e10", "1e400", "log(log(2))"))
        yield (
            "junk",
            "".join(
                chr(rng.choice((rng.randrange(1, 127), rng.randrange(160, 0x3000), rng.randrange(0x1F300, 0x1F700))))
                for _ in range(rng.randint(1, 40))
            )
            + letters[0],
        )
        yield "long", rng.choice(("x+", "x*", "sin(x)+", "x x ", "1+", "2x-")) * n + "x"
        yield "empty", " " * rng.randint(0, 5)
        yield "mutated", _mutated(rng)


def _mutated(rng: random.Random) -> str:
    text = list(rng.choice(_SEEDS))
    for _ in range(rng.randint(1, 4)):
        place = rng.randrange(len(text) + 1)
        change = rng.choice(("delete", "insert", "double"))
        if change == "delete":
            del text[place : place + 1]
        elif change == "double":
            text[place:place] = text[max(0, place - 3) : place]
        else:
            text.insert(place, rng.choice("()^*/+-x1.,|_{}\\ \u200b²√∞"))
    return "".join(text)


def objects(rng: random.Random) -> Iterator[Case]:
    """SymPy objects without end: what a program may hand over by mistake, and expressions of strange shape."""
    y = sympy.Symbol("y")
    odd = sympy.Symbol("A", commutative=False)
    while True:
        depth = rng.choice((5, 40, 200))
        yield (
            "no expression",
            rng.choice(
                (
                    sympy.Matrix([[X]]),
                    sympy.Eq(X, 1),
                    X < 1,
                    sympy.true,
                    sympy.Tuple(X),
                    sympy.Interval(0, 1),
                    sympy.S.Reals,
                )
            ),
        )
        yield (
            "undefined",
            rng.choice((sympy.nan, sympy.zoo, sympy.oo, -sympy.oo * X, sympy.zoo * X, sympy.Float("nan"))),
        )
        yield (
            "unevaluated",
            rng.choice(
                (
                    sympy.Integral(sympy.exp(X**3), X),
                    sympy.Derivative(sympy.Function("g")(X), X),
                    sympy.Sum(X**y, (y, 0, sympy.oo)),
                    sympy.Function("g")(X),
                    sympy.Limit(1 / X, X, 0),
                    sympy.Order(X),
                )
            ),
        )
        yield "not commutative", rng.choice((odd * X, X * odd + 1, odd**2))
        yield "no variable", rng.choice((y, y**2 + 1, sympy.Integer(0), sympy.pi, sympy.I, sympy.Integer(10) ** 400))
        yield "deep", _nested(rng, depth)
        yield (
            "powers",
            rng.choice((X, X + 1, 1 + X**2)) ** rng.choice((10**6, -(10**9), 10**30, sympy.Rational(1, 10**9))),
        )
        yield "large numbers", X * rng.getrandbits(4000) + sympy.Rational(1, rng.getrandbits(4000) | 1)
        yield "floats", rng.choice((1e-300, 1e300, 0.1, 3.0)) * X ** rng.choice((1e-20, 0.5, 1e10, -1.0))
        yield "strange", _strange(rng, 12)


def _nested(rng: random.Random, depth: int) -> sympy.Expr:
    f = X
    for _ in range(depth):
        # Not evaluated: SymPy itself would take the nesting apart for minutes.
        f = (
            sympy.Add(sympy.sin(f, evaluate=False), 1, evaluate=False)
            if rng.random() < 0.5
            else sympy.cos(f, evaluate=False)
        )
    return f


def _strange(rng: random.Random, size: int) -> sympy.Expr:
    """A random expression in which anything may meet anything."""
    if size <= 1:
        return rng.choice(
            (X, X, sympy.Integer(rng.randint(-9, 9)), sympy.pi, sympy.I, sympy.Symbol("a"), sympy.Float(0.3))
        )
    if rng.random() < 0.4:
        return rng.choice(_UNARY)(_strange(rng, size - 1))
    left = rng.randrange(1, size)
    a, b = _strange(rng, left), _strange(rng, size - left)
    return rng.choice((a + b, a * b, a - b, a + b / 7, a * b**2))


def cases(count: int, seed: int) -> list[Case]:
    """Texts and objects in turn, always the same for a seed."""
    rng = random.Random(seed)
    streams = [texts(rng), objects(rng)]
    return [next(streams[k % 2]) for k in range(count)]
