"""The project's own test splits: ``python -m training.own_splits --data data/mix --out runs/own``.

Held-out problems of backward, by-parts and forward generation become problem files of ``symassist bench``; every
answer is refereed as there. ``--random BUNDLE`` measures ``neural`` once more with a bundle of random weights
(``training.random_bundle``), which tells what the network itself adds. A run that was interrupted goes on.

A test split has one example in 200, so 5,000 problems of a generator take a million of its examples. Where these are
too few, ``--split train`` takes a folder that nobody trained on; ``--trained`` names the folders that somebody did
train on, and what is in them is left out.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
import numpy as np
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

from symassist.bench import report, runner, solvers
from symassist.bench.problems import BenchProblem, load_problems
from symassist.errors import SolverUnavailableError
from symassist.expressions.convert import to_sympy
from symassist.expressions.prefix import read
from symassist.expressions.vocabulary import EOS, PARAMETERS
from symassist.inference.bundle import ENVIRONMENT_VARIABLE
from training.data.join import keys
from training.data.shards import Examples, read_split
from training.data.subset import decodable

GENERATORS = "backward,by_parts,forward"
SOLVERS = "network@1,network@10,network@50,neural@1,neural@10,neural@50,assistant,assistant_nonet"
RANDOM = "neural@10"
"""The solver that is measured with random weights as well."""
SEED = 0


def problems(parts: Iterable[Examples], generator: str, trained: set[bytes], limit: int) -> list[dict[str, object]]:
    """At most ``limit`` problems of that generator: a fixed random draw, none of them ``trained``, each one once."""
    found: dict[bytes, tuple[Examples, int]] = {}
    for examples in parts:
        if generator in examples.names:
            own = (examples.generators == examples.names.index(generator)) & decodable(examples)
            found |= {key: (examples, i) for i, key in enumerate(keys(examples)) if own[i] and key not in trained}
    order = np.random.default_rng(SEED).permutation(len(found))[:limit]
    names = sorted(found)
    return [_problem(generator, names[i], *found[names[i]]) for i in order]


def _problem(generator: str, key: bytes, examples: Examples, i: int) -> dict[str, object]:
    f = to_sympy(read(examples.sources[i].tolist()[1:-1]))
    answer = to_sympy(read([token for token in examples.targets[i].tolist() if token != EOS]))
    parameters = sorted(str(s) for s in f.free_symbols if str(s) in PARAMETERS)
    fields = {"id": f"{generator}-{key.hex()[:12]}", "integrand": str(f), "variable": "x"}
    return {**fields, "antiderivative": str(answer), "parameters": parameters}


@contextmanager
def bundle(folder: Path | None) -> Iterator[None]:
    """Processes that are started meanwhile use the bundle in ``folder``; None leaves them what they would use."""
    before = os.environ.get(ENVIRONMENT_VARIABLE)
    if folder is not None:
        os.environ[ENVIRONMENT_VARIABLE] = str(folder.resolve())
    try:
        yield
    finally:
        if folder is not None:
            os.environ.pop(ENVIRONMENT_VARIABLE)
            if before is not None:
                os.environ[ENVIRONMENT_VARIABLE] = before


def measure(
    problems: Sequence[BenchProblem],
    names: Sequence[str],
    results: Path,
    timeout: float,
    jobs: int,
    advance: Callable[[int], None],
) -> None:
    """Runs the solvers on what has no result yet."""
    tasks = runner.remaining_tasks(problems, names, results)
    advance(len(problems) * len(names) - len(tasks))
    runner.run(tasks, timeout=timeout, jobs=jobs, out=results, on_result=lambda _: advance(1))


@click.command(context_settings={"show_default": True})
@click.option(
    "--data",
    "folders",
    type=click.Path(exists=True, path_type=Path),
    multiple=True,
    required=True,
    help="Folder of shards; repeatable.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of problems, results and table.")
@click.option("--generators", default=GENERATORS, help="A set of problems each, separated by commas.")
@click.option("--split", type=click.Choice(["train", "valid", "test"]), default="test", help="Split of the problems.")
@click.option(
    "--trained",
    type=click.Path(exists=True, path_type=Path),
    multiple=True,
    help="Folder whose training examples are left out; repeatable.",
)
@click.option("--count", type=click.IntRange(1), default=5_000, help="At most so many problems of each generator.")
@click.option("--solver", "chosen", default=SOLVERS, help="Solvers, separated by commas; NAME@BEAM sets the beam.")
@click.option(
    "--random", "random_weights", type=click.Path(exists=True, path_type=Path), help="Bundle with random weights."
)
@click.option("--timeout", type=click.FloatRange(min=0.1), default=10.0, help="Seconds a problem.")
@click.option("--jobs", type=click.IntRange(1), default=1, help="Problems at a time.")
def main(
    folders: tuple[Path, ...],
    out: Path,
    generators: str,
    split: str,
    trained: tuple[Path, ...],
    count: int,
    chosen: str,
    random_weights: Path | None,
    timeout: float,
    jobs: int,
) -> None:
    """Measure solvers on held-out problems of the project's own generators, with 95% intervals."""
    names = [name for name in chosen.split(",") if name]
    try:
        solvers.require(names)
    except SolverUnavailableError as error:
        raise click.UsageError(str(error)) from error
    parts = [read_split(folder, split) for folder in folders]
    known = {key for folder in trained for key in keys(read_split(folder, "train"))}
    sets: list[BenchProblem] = []
    for generator in generators.split(","):
        lines = [json.dumps(problem) + "\n" for problem in problems(parts, generator, known, count)]
        if not lines:
            raise click.UsageError(f"no {split} examples by {generator} in {', '.join(map(str, folders))}")
        path = out / "sets" / f"{generator}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(lines), encoding="utf-8")
        sets += load_problems(path)
    plain, randomly = out / "results.jsonl", out / "results-random.jsonl"
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("own splits", total=len(sets) * (len(names) + (random_weights is not None)))

        def advance(steps: int) -> None:
            bar.advance(task, steps)

        measure(sets, names, plain, timeout, jobs, advance)
        if random_weights is not None:
            with bundle(random_weights):
                measure(sets, [RANDOM], randomly, timeout, jobs, advance)
    asked = {(problem.set, problem.id) for problem in sets}
    results = [r for r in report.read_results(plain) if (r["set"], r["id"]) in asked and r["solver"] in names]
    if random_weights is not None:
        found = report.read_results(randomly)
        results += [{**r, "solver": f"{RANDOM}, random weights"} for r in found if (r["set"], r["id"]) in asked]
    table = report.as_markdown(report.rows(results))
    (out / "OWN.md").write_text(f"# Own {split} splits\n\n{table}\n", encoding="utf-8")
    click.echo(table)


if __name__ == "__main__":
    main()
