"""What is typed, as a problem: the text with the limits beside it, understood or told where it is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass

from symassist import render
from symassist.errors import ParseError, ProblemError
from symassist.parsing import parse_problem
from symassist.problem import Problem


@dataclass(frozen=True)
class Question:
    """The texts of the input fields: an integral, its limits (empty: none), the names of positive parameters."""

    text: str
    lower: str = ""
    upper: str = ""
    positive: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing is asked yet."""
        return not self.text.strip()

    def problem(self) -> Problem:
        """The problem that the texts spell.

        Raises:
            ParseError: with the place.
            ProblemError: variable or limits are missing or contradictory.
        """
        names = [name for name in re.split(r"[\s,;]+", self.positive) if name]
        return parse_problem(
            self.text,
            lower=self.lower.strip() or None,
            upper=self.upper.strip() or None,
            positive=names,
        )


@dataclass(frozen=True)
class Understood:
    """The integral as understood: two-dimensional in ``pretty``, on one ``line``."""

    problem: Problem
    pretty: str
    line: str


@dataclass(frozen=True)
class Misread:
    """Why the text is no integral; ``excerpt`` and ``caret`` show the place where it is known."""

    message: str
    excerpt: str = ""
    caret: str = ""


def understand(question: Question) -> Understood | Misread:
    """The echo of a question."""
    try:
        problem = question.problem()
    except ParseError as error:
        message, *place = str(error).split("\n")
        excerpt, caret = (line.removeprefix("  ") for line in place) if len(place) == 2 else ("", "")
        return Misread(message, excerpt, caret)
    except ProblemError as error:
        return Misread(str(error))
    return Understood(problem, render.pretty(problem.integral), render.integral(problem))
