"""The Mathics3 module: ``LoadModule["pymathics.verified"]`` defines ``VerifiedIntegrate``."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from mathics.core.builtin import Builtin
from mathics.core.convert.sympy import from_sympy
from symassist_mathics import integral

from symassist.plugins import SymassistError

pymathics_version_data = {"author": "symassist", "version": version("symassist-mathics"), "requires": []}


class VerifiedIntegrate(Builtin):
    """
    <dl>
      <dt>'VerifiedIntegrate'[$f$, $x$]
      <dd>gives an antiderivative of $f$ that symassist has verified, and stays unevaluated without one.
      <dt>'VerifiedIntegrate'[$f$, {$x$, $a$, $b$}]
      <dd>gives the value between $a$ and $b$.
    </dl>
    """

    context = "Pymathics`"
    messages = {"question": "This cannot be integrated: `1`"}  # noqa: RUF012  Mathics3 reads it so
    summary_text = "an integral that was verified"

    def eval_indefinite(self, f: Any, x: Any, evaluation: Any) -> Any:
        "VerifiedIntegrate[f_, x_Symbol]"
        return self._answer(evaluation, f.to_sympy(), x.to_sympy(), None)

    def eval_definite(self, f: Any, x: Any, a: Any, b: Any, evaluation: Any) -> Any:
        "VerifiedIntegrate[f_, {x_Symbol, a_, b_}]"
        return self._answer(evaluation, f.to_sympy(), x.to_sympy(), (a.to_sympy(), b.to_sympy()))

    def _answer(self, evaluation: Any, f: Any, x: Any, limits: Any) -> Any:
        """None leaves the call unevaluated: what Mathics cannot hand to SymPy, and what was not verified."""
        if f is None or x is None or (limits is not None and None in limits):
            return None
        try:
            found = integral(f, x, limits)
        except SymassistError as error:
            evaluation.message("VerifiedIntegrate", "question", str(error))
            return None
        return None if found is None else from_sympy(found)
