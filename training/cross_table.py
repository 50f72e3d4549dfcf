"""Trained on x tested on: ``python -m training.cross_table --trained bwd=W.pt --tested bwd=data/bwd --out CROSS.md``.

The 2019 paper's matrix: every network on the held-out split of every distribution, at several beam sizes, each share
with its 95% interval.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import numpy as np
import torch
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

from symassist.bench.statistics import wilson
from symassist.workers import WorkerPool
from training.checkpoints import load_weights
from training.data.join import keys
from training.data.shards import Examples, read_split
from training.data.subset import chosen
from training.evaluate import choose, evaluate
from training.torch_model import TorchModel

Cells = dict[str, dict[str, dict[str, int]]]
"""Trained on, tested on, beam (and 'problems'): solved."""


def as_markdown(cells: Cells, beams: list[int]) -> str:
    """One table a beam size."""
    tested = list(next(iter(cells.values())))
    lines: list[str] = []
    for beam in beams:
        lines += [f"Beam {beam}:", "", f"| trained on | {' | '.join(f'tested on {name}' for name in tested)} |"]
        lines += ["| --- |" + " ---: |" * len(tested)]
        for name, row in cells.items():
            shares = []
            for cell in row.values():
                low, high = wilson(cell[str(beam)], cell["problems"])
                shares.append(f"{cell[str(beam)] / cell['problems']:.1%} ({low:.1%} to {high:.1%})")
            lines.append(f"| {name} | {' | '.join(shares)} |")
        lines.append("")
    return "\n".join(lines)


def without(examples: Examples, known: set[bytes]) -> Examples:
    """The examples whose integrand is none of the known ones."""
    new = np.array([key not in known for key in keys(examples)], dtype=bool)
    return chosen(examples, np.flatnonzero(new))


def _named(values: tuple[str, ...]) -> dict[str, Path]:
    pairs = [value.partition("=") for value in values]
    for name, _, path in pairs:
        if not path or not Path(path).exists():
            raise click.UsageError(f"expected NAME=PATH of something that exists, received {name}={path}")
    return {name: Path(path) for name, _, path in pairs}


@click.command(context_settings={"show_default": True})
@click.option("--trained", multiple=True, required=True, metavar="NAME=WEIGHTS", help="A network; repeatable.")
@click.option("--tested", multiple=True, required=True, metavar="NAME=FOLDER", help="Shards of one distribution.")
@click.option(
    "--seen",
    type=click.Path(exists=True, path_type=Path),
    multiple=True,
    help="Shards that a network was trained on: problems that are among them are left out; repeatable.",
)
@click.option("--beams", default="1,10,50", help="Beam sizes, separated by commas.")
@click.option("--split", default="test", help="Split to measure on.")
@click.option("--limit", type=click.IntRange(1), default=5_000, help="At most so many problems of each distribution.")
@click.option("--workers", type=click.IntRange(1), default=2, help="Processes that judge.")
@click.option("--threads", type=click.IntRange(1), default=1, help="CPU threads of torch.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Markdown file; figures beside it as JSON.")
def main(
    trained: tuple[str, ...],
    tested: tuple[str, ...],
    seen: tuple[Path, ...],
    beams: str,
    split: str,
    limit: int,
    workers: int,
    threads: int,
    out: Path,
) -> None:
    """Measure every network on every distribution; cells that are known already stay."""
    torch.set_num_threads(threads)
    sizes, networks, sets = [int(b) for b in beams.split(",")], _named(trained), _named(tested)
    figures = out.with_suffix(".json")
    out.parent.mkdir(parents=True, exist_ok=True)
    known = {key for folder in seen for key in keys(read_split(folder, "train"))}
    cells: Cells = json.loads(figures.read_text()) if figures.exists() else {}
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    with (
        WorkerPool(workers, preload=("training.judging",)) as pool,
        Progress(*columns, console=Console(stderr=True)) as bar,
    ):
        for name, weights in networks.items():
            model = TorchModel(load_weights(weights)[0])
            for other, folder in sets.items():
                cell = cells.setdefault(name, {}).setdefault(other, {})
                examples = without(read_split(folder, split), known)
                positions = choose(examples, limit)
                if not len(positions):
                    raise click.UsageError(f"no examples in {split}-*.npz of {folder}")
                for beam in sizes:
                    if str(beam) in cell and cell["problems"] == len(positions):
                        continue
                    task = bar.add_task(f"{name} on {other}, beam {beam}", total=len(positions))

                    def advance(_: Any, task: Any = task) -> None:
                        bar.advance(task)

                    results = evaluate(model, examples, positions, pool, beam_size=beam, on_result=advance)
                    cell |= {"problems": len(positions), str(beam): sum(r.judgement.solved for r in results)}
                    figures.write_text(json.dumps(cells, indent=1) + "\n", encoding="utf-8")
    text = as_markdown({n: {o: cells[n][o] for o in sets} for n in networks}, sizes)
    out.write_text(text, encoding="utf-8")
    click.echo(text)


if __name__ == "__main__":
    main()
