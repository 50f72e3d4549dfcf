"""Robustness: ``python -m training.robustness --out runs/robustness``.

Easy integrals with uncommon numbers, on which the 2019 model failed (Welleck et al. 2021): k1*f(k2*x) for the
elementary f, with constants from 1 to 100, 100 to 1000, 1000 to 10000; sums of two and three such; exponents up to 50.
Every answer is refereed as in ``symassist bench``; the table gives solved shares with 95% intervals.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

from symassist.bench import report, runner, solvers
from symassist.bench.problems import load_problems
from symassist.errors import SolverUnavailableError

FUNCTIONS = (
    *("exp", "log", "sqrt", "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan"),
    *("sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "1/"),
)
"""Elementary functions whose integrals are elementary; '1/' is the reciprocal."""
LARGEST_EXPONENT = 50


def _call(name: str, argument: str) -> str:
    return f"1/({argument})" if name == "1/" else f"{name}({argument})"


def scaled(rng: random.Random, low: int, high: int) -> str:
    """k1*f(k2*x)"""
    return f"{rng.randint(low, high)}*{_call(rng.choice(FUNCTIONS), f'{rng.randint(low, high)}*x')}"


def of_sum(rng: random.Random, terms: int) -> str:
    """Different functions, small constants."""
    names = rng.sample(FUNCTIONS, terms)
    return " + ".join(f"{rng.randint(1, 10)}*{_call(name, f'{rng.randint(1, 10)}*x')}" for name in names)


def exponent(rng: random.Random) -> str:
    """Powers up to ``LARGEST_EXPONENT`` of x, of a linear function, of a function times its derivative."""
    n, a, b = rng.randint(2, LARGEST_EXPONENT), rng.randint(1, 20), rng.randint(1, 20)
    return rng.choice(
        (
            f"{a}*x**{n}",
            f"({a}*x + {b})**{n}",
            f"sin(x)**{n}*cos(x)",
            f"{a}*x**{n}*log(x)",
            f"x**{n - 1}*exp(x**{n})",
            f"{a}/x**{n}",
            f"exp({n}*x) + x**{b}",
            f"x**{n} - {a}*x**{b}",
            f"tan(x)**{n}*sec(x)**2",
            f"log(x)**{n}/x",
        )
    )


SETS: dict[str, Callable[[random.Random], str]] = {
    "constants_to_100": lambda rng: scaled(rng, 1, 100),
    "constants_to_1000": lambda rng: scaled(rng, 100, 1_000),
    "constants_to_10000": lambda rng: scaled(rng, 1_000, 10_000),
    "sums_of_2": lambda rng: of_sum(rng, 2),
    "sums_of_3": lambda rng: of_sum(rng, 3),
    "exponents_to_50": exponent,
}


def write_sets(folder: Path, count: int, seed: int) -> list[Path]:
    """One problem file a set, in the format of ``symassist bench``; equal problems stand once."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, draw in SETS.items():
        rng = random.Random(f"{seed}/{name}")
        drawn: dict[str, None] = {}
        while len(drawn) < count:
            drawn[draw(rng)] = None
        lines = [json.dumps({"id": f"{name}-{i:04d}", "integrand": f, "variable": "x"}) for i, f in enumerate(drawn)]
        paths.append(folder / f"{name}.jsonl")
        paths[-1].write_text("\n".join(lines) + "\n", encoding="utf-8")
    return paths


@click.command(context_settings={"show_default": True})
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of problems and results.")
@click.option("--solver", "names", default="network,neural,assistant", help="Solvers, separated by commas.")
@click.option("--count", type=click.IntRange(1), default=100, help="Problems of each set.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=10.0, help="Seconds a problem.")
@click.option("--jobs", type=click.IntRange(1), default=1, help="Problems at a time.")
@click.option("--seed", default=0, help="Which problems.")
def main(out: Path, names: str, count: int, timeout: float, jobs: int, seed: int) -> None:
    """Measure solvers on easy integrals with uncommon numbers; a run that was interrupted goes on."""
    chosen = [name for name in names.split(",") if name]
    try:
        solvers.require(chosen)
    except SolverUnavailableError as error:
        raise click.UsageError(str(error)) from error
    problems = [problem for path in write_sets(out / "sets", count, seed) for problem in load_problems(path)]
    results = out / f"results-{seed}-{count}.jsonl"
    tasks = runner.remaining_tasks(problems, chosen, results)
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("robustness", total=len(problems) * len(chosen))
        bar.advance(task, len(problems) * len(chosen) - len(tasks))
        runner.run(tasks, timeout=timeout, jobs=jobs, out=results, on_result=lambda result: bar.advance(task))
    table = report.as_markdown(report.rows(report.read_results(results)))
    (out / "ROBUSTNESS.md").write_text(f"# Robustness\n\n{table}\n", encoding="utf-8")
    click.echo(table)


if __name__ == "__main__":
    main()
