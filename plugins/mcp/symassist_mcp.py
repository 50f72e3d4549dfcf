"""symassist as a Model Context Protocol server over stdio: a language model asks, and gets verdicts, not guesses."""

from __future__ import annotations

import threading
from functools import lru_cache
from importlib.metadata import version
from typing import Annotated, Any

import anyio
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import BaseModel, Field

from symassist import Assistant, Problem, Solution, verify_antiderivative
from symassist.plugins import Settings, SymassistError, integral, json_fields, latex, parse_expression, parse_problem

MAX_SECONDS = 120.0

Expression = Annotated[
    str,
    Field(max_length=10_000, description="SymPy, common notation or LaTeX, e.g. x*exp(-x^2), sin^2 x, \\frac{1}{x}."),
]
Variable = Annotated[
    str | None, Field(description="Variable of integration; default: that of dx, else x, else the only symbol.")
]
Positive = Annotated[list[str] | None, Field(description="Parameters that are assumed to be positive.")]
Seconds = Annotated[float, Field(gt=0, le=MAX_SECONDS, description="Time limit in seconds.")]


class JudgedCandidate(BaseModel):
    """A proposed antiderivative and what became of it."""

    expression: str
    origin: str
    status: str
    reason: str | None


class Answer(BaseModel):
    """Only ``answer`` is an answer, and it is null unless ``status`` is PROVED or CONSISTENT."""

    integral: str = Field(description="The integral as it was understood: check that it is the one that was meant.")
    solved: bool
    answer: str | None = Field(description="The verified antiderivative (without constant) or the definite value.")
    answer_latex: str | None
    status: str = Field(description="PROVED, CONSISTENT (agreed numerically to many digits), or UNKNOWN.")
    method: str | None = Field(description="How it was verified.")
    region: str | None = Field(description="Where on the real line the answer holds.")
    assumptions: list[str]
    reason: str | None = Field(description="Why there is no answer.")
    enclosure: list[float] | None = Field(description="Rigorous lower and upper bound of a definite integral.")
    seconds: float
    candidates: list[JudgedCandidate]


class Judgement(BaseModel):
    """Whether F' = f. REFUTED is rigorous; UNKNOWN means undecided, not wrong."""

    antiderivative: str
    integrand: str
    variable: str
    status: str = Field(description="PROVED, CONSISTENT, REFUTED or UNKNOWN.")
    method: str | None
    region: str | None
    assumptions: list[str]
    reason: str | None
    seconds: float


server = MCPServer(
    "symassist",
    version=version("symassist-mcp"),
    log_level="WARNING",
    instructions=(
        "Integrals with proof. Use integrate and definite_integral instead of integrating yourself, and "
        "verify_antiderivative to check a result of your own before you show it. Tell the user status and region."
    ),
)
_READ_ONLY = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


@server.tool(annotations=_READ_ONLY)
async def integrate(
    integrand: Expression,
    variable: Variable = None,
    positive: Positive = None,
    timeout: Seconds = 10.0,
) -> Answer:
    """Find an antiderivative; it is returned only if it was verified by differentiation."""
    return await _solve(lambda: parse_problem(integrand, variable=variable, positive=positive or ()), timeout)


@server.tool(annotations=_READ_ONLY)
async def definite_integral(
    integrand: Expression,
    lower: Annotated[str, Field(description="Lower limit, e.g. 0, -pi/2, -oo.")],
    upper: Annotated[str, Field(description="Upper limit.")],
    variable: Variable = None,
    positive: Positive = None,
    timeout: Seconds = 10.0,
) -> Answer:
    """Find the exact value between two limits; poles and jumps are looked for. Without a value, bounds are given."""
    return await _solve(
        lambda: parse_problem(integrand, variable=variable, lower=lower, upper=upper, positive=positive or ()), timeout
    )


@server.tool(name="verify_antiderivative", annotations=_READ_ONLY)
async def verify(
    antiderivative: Expression, integrand: Expression, variable: str = "x", timeout: Seconds = 10.0
) -> Judgement:
    """Judge whether the derivative of ``antiderivative`` is ``integrand``, wherever it came from."""
    try:
        problem = parse_problem(integrand, variable=variable)
        F = parse_expression(antiderivative, symbols={variable: problem.variable})
    except SymassistError as error:
        raise ToolError(str(error)) from error
    verdict = await anyio.to_thread.run_sync(
        lambda: verify_antiderivative(F, problem.integrand, problem.variable, timeout=timeout)
    )
    return Judgement(
        antiderivative=str(F),
        integrand=str(problem.integrand),
        variable=variable,
        status=verdict.status.value,
        method=verdict.method or None,
        region=None if verdict.region is None else str(verdict.region),
        assumptions=list(verdict.assumptions),
        reason=verdict.reason or None,
        seconds=round(verdict.seconds, 3),
    )


async def _solve(parse: Any, timeout: float) -> Answer:
    """Solves in a thread; a client that cancels its request ends the work."""
    try:
        problem: Problem = parse()
    except SymassistError as error:
        raise ToolError(str(error)) from error
    cancel = threading.Event()
    try:
        solution = await anyio.to_thread.run_sync(
            lambda: _assistant(timeout).solve(problem, cancel=cancel), abandon_on_cancel=True
        )
    finally:
        cancel.set()
    return _answer(solution)


@lru_cache(maxsize=4)
def _assistant(timeout: float) -> Assistant:
    """One assistant a time limit: it keeps the network loaded. All else is as the settings say."""
    return Assistant.of(Settings.load(timeout=timeout))


def _answer(solution: Solution) -> Answer:
    fields = json_fields(solution)
    value = fields["antiderivative"] if solution.problem.limits is None else fields["value"]
    return Answer(
        integral=integral(solution.problem, unicode=False),
        solved=solution.solved,
        answer=value,
        answer_latex=latex(solution._sympy_()) if solution.solved else None,
        candidates=[
            JudgedCandidate(**{name: candidate[name] for name in JudgedCandidate.model_fields})
            for candidate in fields["candidates"]
        ],
        **{
            name: fields[name]
            for name in ("status", "method", "region", "assumptions", "reason", "enclosure", "seconds")
        },
    )


def main() -> None:
    """Serves on stdin and stdout until the client closes them."""
    server.run("stdio")


if __name__ == "__main__":
    main()
