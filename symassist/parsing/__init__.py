"""Text in: what a person, a file or a socket brings becomes a SymPy expression or a Problem, and is never run as code.

``names`` says what words mean, ``tokens`` (with the tables of ``latex``) scans, ``parser`` holds the grammar and its
choices, ``guards`` limits what SymPy may compute on the way, ``problems`` reads whole integrals. A hand-written parser
rather than lark: implicit products, ``|x|`` and ``sin^2 x`` need context that makes an Earley grammar ambiguous, and it
costs nothing at start (importing lark takes 70 ms here).
"""

from __future__ import annotations

from symassist.parsing.problems import parse_expression, parse_problem

__all__ = ["parse_expression", "parse_problem"]
