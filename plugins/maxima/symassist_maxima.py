"""Maxima as a proposer: its ``integrate`` in a long-lived process, its questions answered instead of waited for."""

from __future__ import annotations

from symassist.plugins import CasProposer, Console, Dialect, alike, require_program

DIALECT = Dialect(
    functions={
        **alike("exp log sin cos tan cot sec csc asin acos atan acot asec acsc atan2"),
        **alike("sinh cosh tanh coth sech csch asinh acosh atanh acoth asech acsch"),
        **alike("erf erfc erfi gamma beta floor ceiling"),
        "Abs": "abs",
        "sign": "signum",
        "Heaviside": "unit_step",
        "Max": "max",
        "Min": "min",
        "Ei": "expintegral_ei",
        "li": "expintegral_li",
        "Si": "expintegral_si",
        "Ci": "expintegral_ci",
        "Shi": "expintegral_shi",
        "Chi": "expintegral_chi",
        "expint": "expintegral_e",
        "fresnels": "fresnel_s",
        "fresnelc": "fresnel_c",
        "polylog": "li[{0}]({1})",
        "loggamma": "log_gamma",
        "uppergamma": "gamma_incomplete",
        "lowergamma": "gamma_incomplete_lower",
        "polygamma": "psi[{0}]({1})",
        "elliptic_k": "elliptic_kc",
        "elliptic_f": "elliptic_f",
        "elliptic_e": "elliptic_e({0},{1})",
        "elliptic_pi": "elliptic_pi",
        "LambertW": "lambert_w",
        "besselj": "bessel_j",
        "bessely": "bessel_y",
        "besseli": "bessel_i",
        "besselk": "bessel_k",
    },
    constants={"pi": "%pi", "E": "%e", "I": "%i"},
    answers={
        "sqrt": "sqrt",
        "li": "polylog",
        "psi": "polygamma",
        "elliptic_e": "elliptic_e",
        "elliptic_ec": "elliptic_e",
    },
)

_PARAMETERS = 16
# Maxima asks about signs and integers and would wait for a person. Signs get the answer in $answer_sign, and the
# question is put twice when one was asked; that anything is an integer, or that two things are equal, is denied.
_ANSWERS = """\
:lisp (progn (defvar $answer_sign '$positive) (defvar $was_asked nil) \
(defun retrieve (message flag &aux (print? nil)) (declare (ignorable flag print?)) (setq $was_asked t) \
(if (search "positive" (string-downcase (format nil "~A" message))) $answer_sign '$no)) nil)
"""
_SETUP = (
    _ANSWERS
    + "display2d:false$ linel:100000$ ratprint:false$ errormsg:false$ "
    + "".join(f"assume(p{i}>0)$ " for i in range(_PARAMETERS))
)


def _attempt(integrand: str, variable: str, sign: str) -> str:
    return (
        f'(answer_sign:{sign}, errcatch(print(sconcat("ans","wer<",string(integrate({integrand},{variable})),">end"))))'
    )


def _question(integrand: str, variable: str) -> str:
    again = _attempt(integrand, variable, "negative")
    return f"was_asked:false$ {_attempt(integrand, variable, 'positive')}$ if was_asked then {again}$"


def make_proposer() -> CasProposer:
    """The entry point. Raises SolverUnavailableError where Maxima is not installed."""
    program = require_program("maxima", "maxima maxima-share")
    console = Console([program, "--very-quiet"], setup=_SETUP, echo=lambda a, b: f'print(sconcat("{a}","{b}"))$')
    return CasProposer("maxima", DIALECT, console, _question)
