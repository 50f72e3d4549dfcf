"""FriCAS as a proposer: its implementation of the Risch algorithm in a long-lived process."""

from __future__ import annotations

from symassist.plugins import CasProposer, Console, Dialect, alike, require_program

DIALECT = Dialect(
    functions={
        **alike("exp log sin cos tan cot sec csc asin acos atan acot asec acsc"),
        **alike("sinh cosh tanh coth sech csch asinh acosh atanh acoth asech acsch"),
        **alike("erf erfi Ei li Si Ci Shi Chi polylog"),
        "Abs": "abs",
        "sign": "sign",
        "erfc": "(1-erf({0}))",
        "fresnels": "fresnelS",
        "fresnelc": "fresnelC",
        "gamma": "Gamma",
        "beta": "Beta",
        "uppergamma": "Gamma({0},{1})",
        "LambertW": "lambertW",
        "elliptic_f": "ellipticF({0},{1})",
        "besselj": "besselJ",
        "bessely": "besselY",
        "besseli": "besselI",
        "besselk": "besselK",
    },
    constants={"pi": "%pi", "E": "%e", "I": "%i"},
    answers={"pi": "pi", "sqrt": "sqrt", "dilog": "polylog(2,1-({0}))"},
)

_SETUP = """\
)set messages type off
)set messages time off
)set output length 245
)set output algebra on"""


def _question(integrand: str, variable: str) -> str:
    return f'concat ["ans", "wer<", unparse((integrate({integrand},{variable}))::InputForm), ">end"]'


def make_proposer() -> CasProposer:
    """The entry point. Raises SolverUnavailableError where FriCAS is not installed."""
    console = Console(
        [require_program("fricas", "fricas"), "-nosman", "-noclef"],
        setup=_SETUP,
        echo=lambda a, b: f'concat("{a}","{b}")',
    )
    return CasProposer("fricas", DIALECT, console, _question)
