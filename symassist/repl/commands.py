"""The commands of the REPL: one table; help and completion derive from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sympy

from symassist import render
from symassist.errors import CommandError
from symassist.expressions.operators import FUNCTIONS
from symassist.parsing.names import ALIASES, ARITIES, CONSTANTS, function_head, suggestion
from symassist.repl.check import explained
from symassist.repl.options import CHOICES, HELP, NAMES
from symassist.repl.plot import plot
from symassist.repl.reply import Piece, Reply, Status
from symassist.repl.transcript import save
from symassist.steps import slope

if TYPE_CHECKING:
    from symassist.repl.interpreter import Interpreter
    from symassist.repl.statements import Statement

Run = Callable[["Interpreter", "Statement", str], Reply]
"""(interpreter, statement, the text that the statement is of) -> what to say."""


@dataclass(frozen=True)
class Command:
    """``usage`` and one line of ``summary`` for ``help``, the rest of it in ``detail``."""

    usage: str
    summary: str
    run: Run
    detail: str = ""


def _help(interpreter: Interpreter, statement: Statement, text: str) -> Reply:
    topic = statement.body.strip()
    if topic in COMMANDS:
        command = COMMANDS[topic]
        return Reply.of(command.usage, command.summary + ".", *filter(None, [command.detail]))
    if topic:
        return _info(interpreter, statement, text)
    shown = {command.usage: command.summary for command in COMMANDS.values()}
    width = max(map(len, shown))
    rows = [f"  {usage.ljust(width)}  {summary}" for usage, summary in shown.items()]
    pieces = [
        Piece("What you can type", "heading"),
        Piece(_GUIDE),
        Piece("Commands", "heading"),
        Piece("\n".join(rows)),
    ]
    return Reply((*pieces, Piece(_KEYS, "note")))


_GUIDE = """\
  x*exp(x)              any expression is integrated: SymPy, common, LaTeX spellings
  ∫ x^2 sin t dt        the variable is that of dt, else x, else the only symbol
  x^2 from 0 to 2pi     a definite integral, like ∫_0^1 ln x dx
  ans, 2pi/3            what has no variable is shown as it is, and as a decimal
  f := x*exp(-x^2)      a definition; f may stand in what follows
  F := ∫ f dx           a definition by the answer; ans is the last answer
  # a remark"""
_KEYS = """\
Tab completes names and turns \\int, \\alpha, \\sqrt into ∫, α, √. Ctrl-R searches
the history, Alt-Enter begins a new line, F4 changes between emacs and vi keys.
Ctrl-C cancels the integral that is being solved, Ctrl-D quits.
help COMMAND tells more."""


def _info(interpreter: Interpreter, statement: Statement, text: str) -> Reply:
    name = statement.body.strip().removesuffix("?").strip()
    if name in interpreter.definitions:
        return Reply.of(f"{name} := {render.plain(interpreter.definitions[name])}")
    if name in COMMANDS or not name:
        return _help(interpreter, statement, text)
    if name in CONSTANTS:
        return Reply.of(f"{name} is the constant {CONSTANTS[name]}")
    head = function_head(name)
    if head is None:
        raise CommandError(f"nothing is known by the name {name!r}{suggestion(name)}")
    counts = " or ".join(map(str, sorted(ARITIES[head])))
    kind = FUNCTIONS[head].kind if head in FUNCTIONS else "algebraic"
    spellings = ", ".join(sorted(alias for alias, target in ALIASES.items() if target == head))
    lines = [f"{head}: {kind} function of {counts} argument{'' if counts == '1' else 's'}"]
    if spellings:
        lines.append(f"also written {spellings}")
    argument = sympy.Symbol("x")
    if ARITIES[head] == {1} and head in FUNCTIONS:
        lines.append(f"d/dx {head}(x) = {render.plain(sympy.diff(getattr(sympy, head)(argument), argument))}")
    return Reply.of(*lines)


def _list(interpreter: Interpreter, statement: Statement, text: str) -> Reply:
    if not interpreter.definitions:
        return Reply.of("nothing is defined yet; f := x*exp(-x^2) defines f", style="note")
    return Reply.of(*(f"{name} := {render.plain(value)}" for name, value in interpreter.definitions.items()))


def _forget(interpreter: Interpreter, statement: Statement, text: str) -> Reply:
    names = statement.body.replace(",", " ").split()
    unknown = [name for name in names if name not in interpreter.definitions]
    if unknown or not names:
        raise CommandError(f"not defined: {', '.join(unknown)}" if names else "forget what? forget NAME, or forget f g")
    for name in names:
        del interpreter.definitions[name]
    return Reply.of(f"forgot {', '.join(names)}", style="note")


def _diff(interpreter: Interpreter, statement: Statement, text: str) -> Reply:
    body, at = _unwrapped(statement)
    if not body:
        return Reply.of(interpreter.say(slope(_last_answer(interpreter), interpreter.last().problem.variable)))
    body, _, variable = body.rpartition(",") if "," in body and _is_symbol(body.rpartition(",")[2]) else (body, "", "")
    expression = interpreter.expression(body, text, at)
    derivative = sympy.diff(expression, _variable(expression, variable.strip()))
    return Reply((Piece(interpreter.say(derivative), "answer"),))


def _show(interpreter: Interpreter, statement: Statement, text: str) -> Reply:
    body, at = _unwrapped(statement)
    value = interpreter.expression(body, text, at) if body else _last_answer(interpreter)
    return Reply((Piece(interpreter.say(value), "answer"), *map(Piece, interpreter.decimals(value))))


def _latex(interpreter: Interpreter, statement: Statement, text: str) -> Reply:
    body, at = _unwrapped(statement)
    if body:
        return Reply.of(render.latex(interpreter.expression(body, text, at)))
    return Reply.of(render.equation(interpreter.last()))


def _candidates(interpreter: Interpreter, statement: Statement, text: str) -> Reply:
    solution = interpreter.last()
    if not solution.candidates:
        return Reply.of("nobody proposed anything", style="note")
    head, *rows = render.candidate_table(solution.candidates).splitlines()
    width = len(str(len(rows)))
    pieces = [Piece(f"{'#'.rjust(width)}  {head}", "heading")]
    for number, (row, each) in enumerate(zip(rows, solution.candidates, strict=True), start=1):
        pieces.append(Piece(f"{str(number).rjust(width)}  {row}", each.verdict.status.value.lower()))
    if interpreter.options.judge == "first" and any(
        "not judged" in each.verdict.reason for each in solution.candidates
    ):
        pieces.append(Piece("set judge all, and ask again, to see every verdict", "note"))
    return Reply(tuple(pieces))


def _why(interpreter: Interpreter, statement: Statement, text: str) -> Reply:
    solution, which = interpreter.last(), statement.body.strip()
    if not which:
        return explained(interpreter, solution)
    if not which.isdecimal() or not 1 <= int(which) <= len(solution.candidates):
        raise CommandError(f"why takes the number of a candidate, 1 to {len(solution.candidates)}")
    return explained(interpreter, solution, solution.candidates[int(which) - 1])


def _steps(interpreter: Interpreter, statement: Statement, text: str) -> Reply:
    solution = interpreter.last()
    if solution.derivation is not None:
        return Reply.of(*str(solution.derivation).split("\n"))
    if not solution.solved:
        note = Piece("there is no answer to derive; what is known:", "note")
        return Reply((note, *explained(interpreter, solution).pieces))
    note = Piece("no derivation is known for this answer; what is known is the check:", "note")
    return Reply((note, *explained(interpreter, solution).pieces))


def _set(interpreter: Interpreter, statement: Statement, text: str) -> Reply:
    name, *words = statement.body.replace("=", " ").split() or [""]
    if words:
        interpreter.options = interpreter.options.changed(name, words)
    elif name and name not in NAMES:
        raise CommandError(f"no option {name!r}; there are {', '.join(NAMES)}")
    shown = [name] if name else list(NAMES)
    told = {each: interpreter.options.told(each) for each in shown}
    names, values = max(map(len, told)), max(map(len, told.values()))
    choices = {each: f" ({', '.join(CHOICES[each])})" if CHOICES[each] else "" for each in shown}
    return Reply.of(*(f"{n.ljust(names)}  {v.ljust(values)}  {HELP[n]}{choices[n]}" for n, v in told.items()))


def _quit(interpreter: Interpreter, statement: Statement, text: str) -> Reply:
    return Reply(status=Status.QUIT)


def _unwrapped(statement: Statement) -> tuple[str, int]:
    """The argument and its place, without the brackets of ``diff(f)``."""
    body, at = statement.body, statement.at
    if body.startswith("(") and body.endswith(")") and _closes_last(body):
        return body[1:-1], at + 1
    return body, at


def _closes_last(body: str) -> bool:
    """Whether the bracket that opens ``body`` is the one that closes it: not so in ``(a)*(b)``."""
    depth = 0
    for position, char in enumerate(body):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return position == len(body) - 1
    return False


def _is_symbol(text: str) -> bool:
    return text.strip().isidentifier()


def _variable(expression: sympy.Expr, name: str) -> sympy.Symbol:
    """The symbol of that name, by default x or the only one."""
    free = {symbol.name: symbol for symbol in expression.free_symbols}
    if name:
        return free.get(name, sympy.Symbol(name))
    if "x" in free or not free:
        return free.get("x", sympy.Symbol("x"))
    if len(free) == 1:
        return next(iter(free.values()))
    raise CommandError(f"with respect to which variable? ({', '.join(sorted(free))}): diff EXPR, NAME")


def _last_answer(interpreter: Interpreter) -> sympy.Expr:
    answer = interpreter.last().answer
    if answer is None:
        raise CommandError("the last integral has no verified answer")
    return answer


COMMANDS: dict[str, Command] = {
    "help": Command("help [COMMAND]", "this overview, or one command", _help),
    "info": Command("info NAME", "what a function, constant or definition is", _info, "NAME? says the same."),
    "candidates": Command("candidates", "every candidate of the last integral with its verdict", _candidates),
    "why": Command("why [N]", "the check of the answer, or of candidate N", _why),
    "steps": Command("steps", "the derivation of the last answer, where one is known", _steps),
    "plot": Command(
        "plot [EXPR, ...]",
        "f, F and F' of the last integral, or expressions",
        plot,
        "plot sin x, x^2 from -1 to 2 draws between limits, plot > f.png (.svg, .pdf) to a file with matplotlib.\n"
        "Parameters are taken as 1.",
    ),
    "diff": Command("diff [EXPR[, VAR]]", "the derivative of an expression or of the last answer", _diff),
    "show": Command("show [EXPR]", "an expression as it is; numbers also as decimals", _show),
    "latex": Command("latex [EXPR]", "LaTeX of the last integral with its answer, or of EXPR", _latex),
    "set": Command("set [OPTION [VALUE]]", "show the options, or change one", _set),
    "list": Command("list", "what is defined", _list),
    "forget": Command("forget NAME", "drop a definition", _forget),
    "save": Command(
        "save FILE",
        "write the session to a file",
        save,
        "FILE.md is Markdown; any other holds what was typed, with the answers as remarks, and runs again\n"
        "with symassist repl < FILE.",
    ),
    "quit": Command("quit", "leave; so does Ctrl-D", _quit),
}
COMMANDS["exit"], COMMANDS["?"] = COMMANDS["quit"], COMMANDS["help"]
