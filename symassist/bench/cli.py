"""``symassist bench`` and ``bench-report``: the table is the answer (stdout), progress is narration (stderr)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symassist.completers import complete_solvers
from symassist.errors import ProblemError, SolverUnavailableError, WorkerError

if TYPE_CHECKING:
    from rich.progress import Progress

    from symassist.bench.problems import BenchProblem

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_MARKDOWN = click.option("--markdown", is_flag=True, help="Print the table as Markdown.")


@click.command(
    epilog="""\b
Examples:
    symassist bench problems.jsonl --solver assistant,sympy --limit 40 --out results.jsonl
    symassist bench problems.jsonl --solver maxima,giac,fricas --timeout 5 --markdown"""
)
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@click.option(
    "--solver",
    "names",
    default="assistant",
    show_default=True,
    shell_complete=complete_solvers,
    help="Solvers, separated by commas; a plugin's proposer alone is one, too.",
)
@click.option("--timeout", default=10.0, show_default=True, type=click.FloatRange(min=0.1), help="Seconds a problem.")
@click.option("--limit", type=click.IntRange(min=1), help="Take a random sample of this many problems of each file.")
@click.option("--seed", default=0, show_default=True, help="Seed of the sample.")
@click.option("--jobs", default=1, show_default=True, type=click.IntRange(min=1), help="Problems solved at a time.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Append results to this file; a run that finds some there goes on with the rest.",
)
@_MARKDOWN
def bench(
    files: tuple[Path, ...],
    names: str,
    timeout: float,
    limit: int | None,
    seed: int,
    jobs: int,
    out: Path | None,
    markdown: bool,
) -> None:
    """Run solvers over problem files (one JSON object a line), referee every answer, print the table."""
    from symassist.bench import report, runner, solvers
    from symassist.bench.problems import load_problems

    chosen = list(dict.fromkeys(name.strip() for name in names.split(",") if name.strip()))
    try:
        solvers.require(chosen)
        problems = [problem for file in files for problem in load_problems(file, limit, seed)]
        tasks = runner.remaining_tasks(problems, chosen, out)
    except (SolverUnavailableError, ProblemError) as error:
        raise click.UsageError(str(error)) from error
    results: list[dict[str, Any]] = []
    try:
        with _progress() as progress:
            bar = progress.add_task("bench", total=len(problems) * len(chosen), solved=0)
            progress.advance(bar, len(problems) * len(chosen) - len(tasks))

            def count(result: dict[str, Any]) -> None:
                results.append(result)
                solved = sum(each["status"] in report.SOLVED for each in results)
                progress.update(bar, advance=1, description=f"{result['set']} {result['solver']}", solved=solved)

            runner.run(tasks, timeout=timeout, jobs=jobs, out=out, on_result=count)
    except KeyboardInterrupt:
        kept = f"; {out} keeps what is done, the same command goes on" if out else ""
        click.echo(f"interrupted{kept}", err=True)
        raise click.exceptions.Exit(130) from None
    except WorkerError as error:
        raise click.ClickException(str(error)) from error
    _print(report.read_results(out) if out else results, markdown)


@click.command(
    "bench-report",
    epilog="\b\nExample:\n    symassist bench-report results.jsonl more-results.jsonl --kinds --markdown",
)
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="RESULTS.jsonl...")
@click.option("--kinds", is_flag=True, help="Concrete problems, those with parameters, special functions apart.")
@_MARKDOWN
def bench_report(files: tuple[Path, ...], kinds: bool, markdown: bool) -> None:
    """Print the table of one or more result files."""
    from symassist.bench import report

    try:
        results = [result for file in files for result in report.read_results(file)]
    except ProblemError as error:
        raise click.UsageError(str(error)) from error
    _print(results, markdown, kinds)


def _print(results: list[dict[str, Any]], markdown: bool, kinds: bool = False) -> None:
    from symassist.bench import report

    table = report.rows(results, kinds=kinds)
    click.echo(report.as_markdown(table) if markdown else report.as_text(table))


def _progress() -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[solved]} solved"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )


@click.command(
    "bench-speed",
    epilog="""\b
Examples:
    symassist bench-speed --threads 2
    symassist bench-speed problems.jsonl --limit 60 --batch --jobs 4""",
)
@click.argument("files", nargs=-1, type=_FILE, metavar="[FILE]...")
@click.option("--threads", type=click.IntRange(min=1), default=1, show_default=True, help="Threads of the runtime.")
@click.option("--timeout", default=10.0, show_default=True, type=click.FloatRange(min=0.1), help="Seconds a problem.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(min=1), help="Problems of each file.")
@click.option("--seed", default=0, show_default=True, help="Seed of the sample.")
@click.option("--jobs", type=click.IntRange(min=1), help="Problems at a time in batch mode [default: cores + 1].")
@click.option("--batch", is_flag=True, help="Measure batch mode alone, beside one problem at a time.")
def bench_speed(
    files: tuple[Path, ...], threads: int, timeout: float, limit: int, seed: int, jobs: int | None, batch: bool
) -> None:
    """Milliseconds of the network, cold start and memory; with problem FILEs seconds to a verified answer by stage.

    Beside sympy.integrate on the same problems, with the budget's keeping and the throughput of batch mode.
    """
    from symassist.batch import JOBS
    from symassist.bench import latency
    from symassist.bench.problems import load_problems
    from symassist.bench.speed import BEAM_SIZES, measure_beam
    from symassist.inference.bundle import ModelBundle

    try:
        problems = [problem for file in files for problem in load_problems(file, limit, seed)]
    except ProblemError as error:
        raise click.UsageError(str(error)) from error
    if batch and not problems:
        raise click.UsageError("--batch needs problem files")
    if not batch:
        bundle = ModelBundle.load()
        for beam_size in BEAM_SIZES:
            click.echo(measure_beam(bundle, beam_size, threads=threads))
        click.echo(latency.cold_start_line())
    if problems:
        _latency(problems, timeout, threads, jobs or JOBS, alone=batch)
    click.echo(latency.memory_line())


def _latency(problems: list[BenchProblem], timeout: float, threads: int, jobs: int, *, alone: bool) -> None:
    from symassist.assistant import Assistant
    from symassist.bench import latency, report
    from symassist.bench.solvers import BEAM_SIZE

    assistant = Assistant(beam_size=BEAM_SIZE, timeout=timeout, threads=threads)
    assistant.solve(problems[0].parse())
    results: list[latency.Timed] = []
    with _progress() as progress:
        bar = progress.add_task("bench-speed", total=(2 if alone else 3) * len(problems), solved=0)

        def count(result: latency.Timed) -> None:
            results.append(result)
            progress.update(bar, advance=1, description=result.set, solved=sum(r.solved for r in results))

        if not alone:
            latency.measure(problems, assistant, count)
        throughput = latency.measure_throughput(problems, assistant, jobs, lambda done: progress.advance(bar, done))
    if not alone:
        click.echo(report.columns([latency.HEADINGS, *latency.rows(results)]))
        click.echo(latency.budget_line(results, timeout))
    click.echo(throughput)
