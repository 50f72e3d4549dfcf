"""Giac (the kernel of Xcas) as a proposer: its ``integrate`` in a long-lived process."""

from __future__ import annotations

from symassist.plugins import CasProposer, Console, Dialect, alike, require_program

DIALECT = Dialect(
    functions={
        **alike("exp sin cos tan cot sec csc asin acos atan acot asec acsc"),
        **alike("sinh cosh tanh asinh acosh atanh erf erfc floor"),
        "coth": "(1/tanh({0}))",
        "sech": "(1/cosh({0}))",
        "csch": "(1/sinh({0}))",
        "acoth": "atanh(1/({0}))",
        "asech": "acosh(1/({0}))",
        "acsch": "asinh(1/({0}))",
        "log": "ln",
        "Abs": "abs",
        "sign": "sign",
        "Heaviside": "Heaviside",
        "Max": "max",
        "Min": "min",
        "ceiling": "ceil",
        "Ei": "Ei",
        "Si": "Si",
        "Ci": "Ci",
        "gamma": "Gamma",
        "beta": "Beta",
        "uppergamma": "Gamma({0},{1})",
        "lowergamma": "igamma",
        "besselj": "BesselJ",
        "bessely": "BesselY",
    },
    constants={"pi": "pi", "E": "e", "I": "i"},
    answers={"sqrt": "sqrt", "surd": "root", "log": "log", "li": "li"},
)

_PARAMETERS = 16
_SETUP = "\n".join(["complex_mode:=0;", *(f"assume(p{i}>0);" for i in range(_PARAMETERS))])


def _question(integrand: str, variable: str) -> str:
    return f'"ans"+"wer<"+string(integrate({integrand},{variable}))+">end";'


def make_proposer() -> CasProposer:
    """The entry point. Raises SolverUnavailableError where Giac is not installed."""
    console = Console([require_program("giac", "xcas")], setup=_SETUP, echo=lambda a, b: f'"{a}"+"{b}";')
    return CasProposer("giac", DIALECT, console, _question)
