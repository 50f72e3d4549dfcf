"""What the model gets wrong: ``python -m training.failures --weights W --data data/mix --out runs/failures``.

Every held-out problem that the beam does not solve is put to one kind of error (``training.diagnosis``). The report
counts the kinds by function, length of the integrand and generator, with examples and pictures.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

from symassist.bench.statistics import wilson
from symassist.budget import Budget
from symassist.expressions.operators import OPERATORS
from symassist.expressions.prefix import read
from symassist.expressions.vocabulary import EOS, VOCABULARY
from symassist.inference.seq2seq import Seq2SeqModel
from symassist.workers import WorkerPool
from training.data.shards import Examples, read_split
from training.decoding import decode
from training.diagnosis import KINDS, SOLVED, diagnose
from training.evaluate import choose, load_model

LENGTHS = ((0, 8), (9, 16), (17, 24), (25, 40), (41, 80), (81, 256))
SECONDS = 30.0
_FUNCTIONS = {VOCABULARY.index[row.token]: row.token for row in OPERATORS if row.kind != "algebra"}
_POWERS = {VOCABULARY.index[t]: t for t in ("sqrt", "pow", "div", "inv")}


@dataclass(frozen=True)
class Case:
    """One problem: where it is from, its integrand and answer, the best candidate, and the kind of error."""

    generator: str
    source: tuple[int, ...]
    answer: str
    candidate: str | None
    kind: str

    @property
    def length(self) -> int:
        """Tokens of the integrand."""
        return len(self.source) - 2

    @property
    def functions(self) -> list[str]:
        """Functions of the integrand; 'sqrt', 'pow' and 'div' for algebraic ones, 'polynomial' for none."""
        found = {_FUNCTIONS.get(t) or _POWERS.get(t) for t in self.source} - {None}
        return sorted(str(name) for name in found) or ["polynomial"]


def diagnosed(
    model: Seq2SeqModel,
    examples: Examples,
    positions: Sequence[int],
    pool: WorkerPool,
    beam_size: int,
    on_case: Callable[[Case], None] = lambda case: None,
) -> list[Case]:
    """The cases of the examples at ``positions``, in that order."""
    sources = [examples.sources[i].tolist() for i in positions]

    def look(i: int, source: list[int], hypotheses: list[tuple[int, ...]]) -> Case:
        target = examples.targets[i].tolist()
        outcome = pool.call(diagnose, source, target, hypotheses, budget=Budget.of(SECONDS))
        kind, candidate = outcome.value if outcome.finished else ("other shape", None)
        answer = str(read([t for t in target if t != EOS]))
        return Case(examples.names[examples.generators[i]], tuple(source), answer, candidate, kind)

    with ThreadPoolExecutor(pool.size) as threads:
        futures = []
        for i, source, beam in zip(positions, sources, decode(model, sources, beam_size=beam_size), strict=True):
            futures.append(threads.submit(look, int(i), source, beam))
            futures[-1].add_done_callback(lambda done: on_case(done.result()))
        return [future.result() for future in futures]


# --- the report -------------------------------------------------------------------------------------------------------


def grouped(cases: Sequence[Case], keys: Callable[[Case], Iterable[str]]) -> dict[str, Counter[str]]:
    """Key to kinds and their counts; a case counts under each of its keys."""
    groups: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        for key in keys(case):
            groups[key][case.kind] += 1
    return dict(groups)


def length_bin(case: Case) -> list[str]:
    """The bin of ``LENGTHS``."""
    return [f"{low} to {high}" for low, high in LENGTHS if low <= case.length <= high]


GROUPINGS: dict[str, Callable[[Case], Iterable[str]]] = {
    "generator": lambda case: [case.generator],
    "function of the integrand": lambda case: case.functions,
    "tokens of the integrand": length_bin,
}


def _ordered(name: str, groups: dict[str, Counter[str]]) -> list[str]:
    if name.startswith("tokens"):
        return sorted(groups, key=lambda key: int(key.split()[0]))
    return sorted(groups, key=lambda key: (groups[key][SOLVED] / groups[key].total(), -groups[key].total()))


def report(cases: Sequence[Case], picture: str) -> str:
    """The report in Markdown: totals, tables, and examples of every kind with most cases first."""
    kinds = Counter(case.kind for case in cases)
    low, high = wilson(kinds[SOLVED], len(cases))
    lines = [
        "# What the model gets wrong",
        "",
        f"{len(cases)} problems, {kinds[SOLVED]} solved ({kinds[SOLVED] / max(1, len(cases)):.1%}, "
        f"95% interval {low:.1%} to {high:.1%}). The others:",
        "",
        *(f"- {kind}: {kinds[kind]} ({kinds[kind] / max(1, len(cases)):.1%})" for kind in KINDS),
        "",
        f"![failures]({picture})",
    ]
    for name, keys in GROUPINGS.items():
        groups = grouped(cases, keys)
        lines += ["", f"## By {name}", "", f"| {name} | problems | solved | {' | '.join(KINDS)} |"]
        lines += [f"| --- |{' ---: |' * (len(KINDS) + 2)}"]
        for key in _ordered(name, groups):
            counts, total = groups[key], groups[key].total()
            shares = " | ".join(str(counts[kind]) for kind in KINDS)
            lines.append(f"| {key} | {total} | {counts[SOLVED] / total:.1%} | {shares} |")
    for kind, _ in kinds.most_common():
        shown = sorted((case for case in cases if case.kind == kind), key=lambda case: case.length)[:6]
        if kind == SOLVED or not shown:
            continue
        lines += ["", f"## {kind.capitalize()}: the shortest", ""]
        for case in shown:
            f = read([t for t in case.source[1:] if t != EOS])
            lines.append(f"    {f}  [{case.generator}]")
            lines += [f"        answer     {case.answer}", f"        candidate  {case.candidate or '-'}"]
    return "\n".join(lines) + "\n"


def draw(cases: Sequence[Case], path: Path) -> None:
    """Stacked bars: the kinds by each grouping."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 7))
    axes = figure.subplots(1, len(GROUPINGS))
    colours = dict(
        zip((SOLVED, *KINDS), ("#b8d8b8", "#555555", "#e0a030", "#c05050", "#5080c0", "#9060a0"), strict=True)
    )
    for axis, (name, keys) in zip(axes, GROUPINGS.items(), strict=True):
        groups = grouped(cases, keys)
        order = _ordered(name, groups)[:25]
        left = np.zeros(len(order))
        labels = [f"{key} ({groups[key].total()})" for key in order]
        for kind, colour in colours.items():
            share = np.array([groups[key][kind] / groups[key].total() for key in order])
            axis.barh(labels, share, left=left, color=colour, label=kind)
            left += share
        axis.set(title=f"by {name}", xlim=(0, 1), xlabel="share of the problems")
        axis.invert_yaxis()
        axis.tick_params(labelsize=8)
    figure.legend(*axes[0].get_legend_handles_labels(), loc="lower center", ncols=len(colours), fontsize=9)
    figure.tight_layout(rect=(0, 0.05, 1, 1))
    figure.savefig(path, dpi=120)


@click.command(context_settings={"show_default": True})
@click.option("--weights", type=click.Path(exists=True, path_type=Path), help="Weights file, run by PyTorch.")
@click.option("--bundle", type=click.Path(exists=True, path_type=Path), help="Model bundle, run by ONNX Runtime.")
@click.option("--data", type=click.Path(exists=True, path_type=Path), required=True, help="Folder of shards.")
@click.option("--split", default="valid", help="Split to look at.")
@click.option("--limit", type=click.IntRange(1), default=1000, help="At most so many problems: always the same ones.")
@click.option("--beam", type=click.IntRange(1), default=10, help="Hypotheses of each problem.")
@click.option("--workers", type=click.IntRange(1), help="Processes that judge; by default one for each core.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of report and pictures.")
def main(
    weights: Path | None,
    bundle: Path | None,
    data: Path,
    split: str,
    limit: int,
    beam: int,
    workers: int | None,
    out: Path,
) -> None:
    """Cluster what the model gets wrong into a report with pictures."""
    model = load_model(weights, bundle, "cpu", 1)
    examples = read_split(data, split)
    positions = choose(examples, limit)
    if not len(positions):
        raise click.UsageError(f"no examples in {split}-*.npz of {data}")
    out.mkdir(parents=True, exist_ok=True)
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    with (
        WorkerPool(workers, preload=("training.diagnosis",)) as pool,
        Progress(*columns, console=Console(stderr=True)) as bar,
    ):
        task = bar.add_task("failures", total=len(positions))
        cases = diagnosed(model, examples, positions.tolist(), pool, beam, lambda case: bar.advance(task))
    draw(cases, out / "failures.png")
    (out / "FAILURES.md").write_text(report(cases, "failures.png"), encoding="utf-8")
    click.echo(out / "FAILURES.md")


if __name__ == "__main__":
    main()
