"""What a plugin may import: the seam of proposers, and the tools to drive another computer algebra system.

A proposer plugin needs ``Proposer``, ``Candidate``, ``Problem`` and ``Budget``. One that asks a program also finds here
``Console`` (a long-lived process that is killed at the deadline), ``Dialect`` (the program's spelling, both ways) and
``CasProposer``, which joins the two. A host plugin uses the names of ``symassist`` itself, reads text with
``parse_problem`` and shows solutions with ``integral``, ``latex`` and ``json_fields``. The guide: ``docs/plugins.md``.
Names are resolved on first use, so that listing plugins imports neither them nor SymPy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symassist.budget import Budget
    from symassist.config import Settings
    from symassist.errors import SolverUnavailableError, SymassistError, UnsupportedExpressionError
    from symassist.parsing import parse_expression, parse_problem
    from symassist.plugins.cas import CasProposer
    from symassist.plugins.console import Console, require_program
    from symassist.plugins.dialect import Dialect, alike
    from symassist.plugins.registry import HOSTS, PROPOSERS, Plugin, installed, load, load_all
    from symassist.problem import Problem
    from symassist.propose.proposer import Candidate, Proposer
    from symassist.render import integral, json_fields, latex

__all__ = [
    "HOSTS",
    "PROPOSERS",
    "Budget",
    "Candidate",
    "CasProposer",
    "Console",
    "Dialect",
    "Plugin",
    "Problem",
    "Proposer",
    "Settings",
    "SolverUnavailableError",
    "SymassistError",
    "UnsupportedExpressionError",
    "alike",
    "installed",
    "integral",
    "json_fields",
    "latex",
    "load",
    "load_all",
    "parse_expression",
    "parse_problem",
    "require_program",
]

_HOME = {
    "Budget": "symassist.budget",
    "Candidate": "symassist.propose.proposer",
    "CasProposer": "symassist.plugins.cas",
    "Console": "symassist.plugins.console",
    "Dialect": "symassist.plugins.dialect",
    "Problem": "symassist.problem",
    "Proposer": "symassist.propose.proposer",
    "Settings": "symassist.config",
    "SolverUnavailableError": "symassist.errors",
    "SymassistError": "symassist.errors",
    "UnsupportedExpressionError": "symassist.errors",
    "alike": "symassist.plugins.dialect",
    "parse_expression": "symassist.parsing",
    "parse_problem": "symassist.parsing",
    "require_program": "symassist.plugins.console",
    **dict.fromkeys(("integral", "json_fields", "latex"), "symassist.render"),
    **dict.fromkeys(("HOSTS", "PROPOSERS", "Plugin", "installed", "load", "load_all"), "symassist.plugins.registry"),
}


def __getattr__(name: str) -> Any:
    """Resolves a public name and keeps it. Raises AttributeError for any other."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
