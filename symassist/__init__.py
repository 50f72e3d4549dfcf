"""symassist: integrals you can trust, inside SymPy. The public names, resolved on first use; nothing else.

Lazy, because ``import symassist`` should cost a program that may never integrate neither SymPy's second of import
time nor any optional dependency.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symassist.api import integrate_neural
    from symassist.assistant import Assistant
    from symassist.fallback.hook import install_neural_fallback, neural_fallback, uninstall_neural_fallback
    from symassist.problem import Problem
    from symassist.propose.proposer import Candidate
    from symassist.solution import Solution
    from symassist.verify.verdict import Verdict, VerificationStatus
    from symassist.verify.verifier import verify_antiderivative

__all__ = [
    "Assistant",
    "Candidate",
    "Problem",
    "Solution",
    "Verdict",
    "VerificationStatus",
    "install_neural_fallback",
    "integrate_neural",
    "neural_fallback",
    "uninstall_neural_fallback",
    "verify_antiderivative",
]

_HOME = {
    "Assistant": "symassist.assistant",
    "Candidate": "symassist.propose.proposer",
    "Problem": "symassist.problem",
    "Solution": "symassist.solution",
    "Verdict": "symassist.verify.verdict",
    "VerificationStatus": "symassist.verify.verdict",
    "install_neural_fallback": "symassist.fallback.hook",
    "integrate_neural": "symassist.api",
    "neural_fallback": "symassist.fallback.hook",
    "uninstall_neural_fallback": "symassist.fallback.hook",
    "verify_antiderivative": "symassist.verify.verifier",
}


def __getattr__(name: str) -> Any:
    """Resolves a public name and keeps it. Raises AttributeError for any other."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def load_ipython_extension(ipython: Any) -> None:
    """``%load_ext symassist``: the magics of :mod:`symassist.magic`."""
    import_module("symassist.magic.extension").load(ipython)


def unload_ipython_extension(ipython: Any) -> None:
    """``%unload_ext symassist``."""
    import_module("symassist.magic.extension").unload(ipython)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
