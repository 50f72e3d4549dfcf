"""A computer algebra system as a proposer: spell the integrand, ask, read the answers; judging is not its business."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator

import sympy

from symassist.budget import Budget
from symassist.errors import ParseError, UnsupportedExpressionError
from symassist.plugins.console import Console
from symassist.plugins.dialect import VARIABLE, Dialect, name_symbols, split_list
from symassist.problem import Problem
from symassist.propose.proposer import Candidate

BEGIN, END = ("ans", "wer<"), ">end"
"""Around each answer: in two parts in the question, because programs that repeat their input would give it back."""
_ANSWER = re.compile(re.escape("".join(BEGIN)) + "(.*?)" + re.escape(END), re.DOTALL)
_WRAPPED = re.compile(r"\s*\n\s*")
_MAX_QUESTION = 20_000


class CasProposer:
    """Candidates of a program that is asked once a problem and may answer several times.

    ``question(integrand, variable)`` is the program's command: it prints ``"ans" + "wer<" + answer + ">end"`` for each
    answer; a list ``[a, b]`` counts as several. Whatever cannot be spelt, answered in time or read is no candidate.
    """

    def __init__(self, name: str, dialect: Dialect, console: Console, question: Callable[[str, str], str]) -> None:
        self.name, self.dialect, self.console, self.question = name, dialect, console, question

    def propose(self, problem: Problem, budget: Budget) -> Generator[Candidate]:
        """Yields each different answer once, in the problem's own symbols."""
        try:
            names = name_symbols(problem)
            integrand = self.dialect.spell(problem.integrand, names)
        except UnsupportedExpressionError:
            return
        if len(integrand) > _MAX_QUESTION:
            return
        output = self.console.ask(self.question(integrand, VARIABLE), budget)
        seen: set[sympy.Expr] = set()
        for text in answers(output or ""):
            try:
                expression = self.dialect.read(text, names)
            except (ParseError, UnsupportedExpressionError):
                continue
            if expression not in seen:
                yield Candidate(expression, None, len(seen), self.name)
                seen.add(expression)


def answers(output: str) -> list[str]:
    """The answers between the marks; long ones come in lines.

    >>> answers('0>> answer<x^2+>end answer<[v,\\n   v^2]>end')
    ['x^2+', 'v', 'v^2']
    """
    return [part for found in _ANSWER.findall(output) for part in split_list(_WRAPPED.sub("", found))]
