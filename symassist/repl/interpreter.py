"""The interpreter: lines in, replies out. It knows no terminal: a pipe, a test and a prompt are the same to it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice

import sympy

from symassist import render
from symassist.api import assistant_of
from symassist.attempt import OnCandidate
from symassist.errors import CommandError, ParseError, ProblemError, SymassistError
from symassist.parsing import parse_expression, parse_problem
from symassist.parsing.names import CONSTANTS, function_head
from symassist.problem import Problem
from symassist.repl import statements
from symassist.repl.commands import COMMANDS
from symassist.repl.options import Options
from symassist.repl.reply import Piece, Reply, Status
from symassist.repl.statements import Statement
from symassist.solution import Solution

ANSWER = "ans"
"""The name of the last verified answer."""
_RESERVED = frozenset({*CONSTANTS, "d", ANSWER})
"""``d`` would end the differentials: dx would be d*x."""
_LARGEST = 5000
"""Nodes of a definition: definitions of definitions double."""

Solve = Callable[[Problem, Options, OnCandidate | None, threading.Event | None], Solution]


def solve_with_assistant(
    problem: Problem, options: Options, on_candidate: OnCandidate | None, cancel: threading.Event | None
) -> Solution:
    """The assistant that the options name; it keeps the network loaded while they stay the same."""
    assistant = assistant_of(options.settings(), judge_all=options.judge == "all")
    return assistant.solve(problem, on_candidate=on_candidate, cancel=cancel)


@dataclass(frozen=True)
class Screen:
    """What the reader's screen can show."""

    columns: int = 80
    rows: int = 24
    unicode: bool = True
    colour: bool = False


@dataclass
class Interpreter:
    """A session's state: options, definitions, the last solution, and what was said."""

    options: Options = field(default_factory=Options)
    screen: Screen = field(default_factory=Screen)
    solve: Solve = solve_with_assistant
    definitions: dict[str, sympy.Expr] = field(default_factory=dict)
    solution: Solution | None = None
    log: list[tuple[str, Reply]] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    """What this session has written, and may write again."""

    def run(
        self, text: str, *, on_candidate: OnCandidate | None = None, cancel: threading.Event | None = None
    ) -> Reply:
        """Does what ``text`` says. Misuse is a reply as well; setting ``cancel`` ends a solve."""
        joined = statements.joined(text)
        try:
            reply = self._do(statements.read(joined, COMMANDS), joined, on_candidate, cancel)
        except (SymassistError, OSError) as error:
            reply = Reply((Piece(str(error), "error", narration=True),), Status.ERROR)
        if text.strip():
            self.log.append((text.strip(), reply))
        return reply

    def check(self, text: str) -> None:
        """Reads ``text`` without doing it.

        Raises:
            SymassistError: what ``run`` would reply, a ParseError with the place in ``text``.
        """
        text = statements.joined(text)
        statement = statements.read(text, COMMANDS)
        if statement.kind == "definition":
            self._check_name(statement.name)
        if statement.is_integral and statement.kind != "command":
            if self._number(statement) is None:
                self._problem(statement, text)
        elif statement.kind == "definition":
            self.expression(statement.body, text, statement.at)

    def expression(self, body: str, text: str, at: int) -> sympy.Expr:
        """The expression that ``body`` spells, which begins at ``at`` in ``text``; definitions are put in.

        Raises:
            ParseError: with the place in ``text``.
        """
        try:
            return parse_expression(body, symbols=self.names())
        except ParseError as error:
            raise _moved(error, text, at) from error

    def names(self) -> dict[str, sympy.Expr]:
        """What names stand for: parameters assumed positive, and definitions, which win."""
        return {**{name: sympy.Symbol(name, positive=True) for name in self.options.positive}, **self.definitions}

    def say(self, expression: sympy.Expr) -> str:
        """An expression as the option ``output`` wants it."""
        match self.options.output:
            case "latex":
                return render.latex(expression)
            case "plain":
                return render.plain(expression)
        return render.fitting(expression, self.screen.columns, unicode=self.screen.unicode)

    def decimals(self, value: sympy.Expr) -> list[str]:
        """A number that is no integer, as a decimal; no line for anything else."""
        if not value.is_number or value.is_Integer:
            return []
        decimal = str(value.evalf(15))
        if "." in decimal and "e" not in decimal and "I" not in decimal:
            decimal = decimal.rstrip("0").rstrip(".")
        return [f"{'≈' if self.screen.unicode else '= about'} {decimal}"]

    def define(self, name: str, value: sympy.Expr) -> None:
        """Gives an expression a name.

        Raises:
            CommandError: the name has a meaning already, or the expression is too large.
        """
        self._check_name(name)
        if sum(1 for _ in islice(sympy.preorder_traversal(value), _LARGEST)) >= _LARGEST:
            raise CommandError(f"{name} would have more than {_LARGEST} parts")
        self.definitions[name] = value

    def last(self) -> Solution:
        """The last solution.

        Raises:
            CommandError: there was no integral yet.
        """
        if self.solution is None:
            raise CommandError("there is no integral yet: type one, such as x*exp(x)")
        return self.solution

    def _check_name(self, name: str) -> None:
        if name in _RESERVED or function_head(name) is not None:
            raise CommandError(f"{name} has a meaning already and cannot be defined")

    def _do(
        self, statement: Statement, text: str, on_candidate: OnCandidate | None, cancel: threading.Event | None
    ) -> Reply:
        if statement.kind == "nothing":
            return Reply()
        if statement.kind == "command":
            return COMMANDS[statement.name].run(self, statement, text)
        if statement.kind == "definition":
            self._check_name(statement.name)
        if not statement.is_integral:
            value = self.expression(statement.body, text, statement.at)
            self.define(statement.name, value)
            return Reply((Piece(f"{statement.name} := {render.plain(value)}", "echo", narration=True),))
        if (number := self._number(statement)) is not None:
            return Reply((Piece(self.say(number), "answer"), *map(Piece, self.decimals(number))))
        problem = self._problem(statement, text)
        echo = Piece(render.integral(problem, unicode=self.screen.unicode), "echo", narration=True)
        solution = self.solve(problem, self.options, on_candidate, cancel)
        self.solution = solution
        answer = solution.answer
        if answer is not None:
            self.definitions[ANSWER] = answer
            if statement.kind == "definition":
                self.define(statement.name, answer)
        return self._told(solution, echo)

    def _told(self, solution: Solution, echo: Piece) -> Reply:
        pieces, answer = [echo], solution.answer
        if answer is not None:
            pieces.append(Piece(self.say(answer), "answer"))
            pieces += [Piece(line, narration=True) for line in self.decimals(answer)]
        elif (numbers := render.enclosure_line(solution)) is not None:
            pieces.append(Piece(numbers))
        pieces.append(Piece(self.mark(solution), render.status(solution).value.lower(), narration=True))
        return Reply(tuple(pieces), Status.OK if solution.solved else Status.UNSOLVED)

    def mark(self, solution: Solution) -> str:
        """The verdict on one line, with its mark where the screen can show it."""
        mark = f"{render.MARKS[render.status(solution)]} " if self.screen.unicode else ""
        return mark + render.verdict_line(solution)

    def _number(self, statement: Statement) -> sympy.Expr | None:
        """The value of what names no variable and asks for no integral, such as ``ans`` or ``2pi/3``."""
        try:
            parse_problem(statement.body, symbols=self.names())
        except ParseError:
            return None
        except ProblemError:  # over which variable?
            with suppress(ParseError):
                value = parse_expression(statement.body, symbols=self.names())
                return None if value.free_symbols else value
        return None

    def _problem(self, statement: Statement, text: str) -> Problem:
        try:
            return parse_problem(statement.body, symbols=self.names())
        except ParseError as error:
            raise _moved(error, text, statement.at) from error


def _moved(error: ParseError, text: str, by: int) -> ParseError:
    """The error of a part of ``text``, at its place in the whole."""
    return error if error.position is None else ParseError(error.message, text, error.position + by)
