"""Measures weights: beam search over held-out problems, each answer verified mathematically."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from symassist.bench.statistics import wilson
from symassist.budget import Budget
from symassist.inference.bundle import ModelBundle
from symassist.inference.onnx_model import OnnxModel
from symassist.inference.seq2seq import EOS, Seq2SeqModel
from symassist.workers import WorkerPool
from training.checkpoints import load_weights
from training.data.shards import Examples, read_split
from training.decoding import decode
from training.judging import Judgement, judge
from training.torch_model import TorchModel

SECONDS_PER_PROBLEM = 30.0
SEED = 0
"""The same problems each time: figures of two weights compare only so."""


@dataclass(frozen=True)
class Result:
    """One problem: its generator, whether the reference answer itself is in the beam, what the judge found."""

    generator: str
    exact: bool
    judgement: Judgement
    seconds: float


def choose(examples: Examples, limit: int | None, generators: Sequence[str] = ()) -> NDArray[np.int64]:
    """Positions of the at most ``limit`` problems to measure: a fixed random draw, shortest source first.

    Raises:
        ValueError: a generator is asked for that the examples do not have; lists those they have.
    """
    unknown = set(generators) - set(examples.names)
    if unknown:
        raise ValueError(f"no examples by {', '.join(sorted(unknown))}; there are {', '.join(examples.names)}")
    wanted = np.array([not generators or name in generators for name in examples.names], dtype=bool)
    positions = np.flatnonzero(wanted[examples.generators])
    drawn = np.random.default_rng(SEED).permutation(positions)[:limit]
    lengths = examples.sources.lengths
    return drawn[np.argsort(lengths[drawn], kind="stable")]


def evaluate(
    model: Seq2SeqModel,
    examples: Examples,
    positions: NDArray[np.int64],
    pool: WorkerPool,
    *,
    beam_size: int = 10,
    batch: int = 16,
    repair: bool = False,
    on_result: Callable[[Result], None] | None = None,
) -> list[Result]:
    """Decodes in batches while the workers judge what is decoded; results in the order of ``positions``."""
    futures: list[Future[Result]] = []
    with ThreadPoolExecutor(pool.size) as threads:
        try:
            sources = [examples.sources[i].tolist() for i in positions]
            beams = decode(model, sources, beam_size=beam_size, batch=batch)
            for i, source, hypotheses in zip(positions, sources, beams, strict=True):
                answer = tuple(token for token in examples.targets[i].tolist() if token != EOS)
                name = examples.names[examples.generators[i]]
                future = threads.submit(_judged, pool, name, source, answer, hypotheses, repair)
                if on_result is not None:
                    future.add_done_callback(lambda done: done.cancelled() or on_result(done.result()))
                futures.append(future)
            return [future.result() for future in futures]
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            raise


def _judged(
    pool: WorkerPool,
    name: str,
    source: list[int],
    answer: tuple[int, ...],
    hypotheses: list[tuple[int, ...]],
    repair: bool,
) -> Result:
    outcome = pool.call(judge, source, hypotheses, repair, budget=Budget.of(SECONDS_PER_PROBLEM))
    judgement = outcome.value if outcome.finished else Judgement(undecided=len(hypotheses))
    return Result(name, answer in hypotheses, judgement, outcome.seconds)


def summary(results: Sequence[Result]) -> dict[str, dict[str, float]]:
    """For each generator and for 'all': problems, solved, share with its 95% interval, and what else was counted."""
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(result.generator, []).append(result)
    table = {}
    for name, members in (*sorted(groups.items()), ("all", list(results))):
        solved = sum(result.judgement.solved for result in members)
        low, high = wilson(solved, len(members))
        table[name] = {
            "problems": len(members),
            "solved": solved,
            "accuracy": solved / max(1, len(members)),
            "low": low,
            "high": high,
            "first": sum(result.judgement.rank == 0 for result in members),
            "repaired": sum(result.judgement.repaired for result in members),
            "exact": sum(result.exact for result in members),
            "undecided": sum(not r.judgement.solved and r.judgement.undecided > 0 for r in members),
        }
    return table


def printed(table: dict[str, dict[str, float]]) -> str:
    """The summary as text."""
    lines = ["generator      problems  solved   accuracy (95%)           first  repaired  exact  undecided"]
    lines += [
        f"{name:14} {row['problems']:8}  {row['solved']:6}  {row['accuracy']:6.1%} ({row['low']:6.1%} to "
        f"{row['high']:6.1%})  {row['first']:5}  {row['repaired']:8}  {row['exact']:5}  {row['undecided']:9}"
        for name, row in table.items()
    ]
    return "\n".join(lines)


def load_model(weights: Path | None, bundle: Path | None, device: str, threads: int) -> Seq2SeqModel:
    """The network of a weights file over PyTorch, or that of a bundle over ONNX Runtime."""
    if (weights is None) == (bundle is None):
        raise click.UsageError("give either --weights or --bundle")
    if bundle is not None:
        return OnnxModel(ModelBundle.load(bundle), device="cpu" if device == "cpu" else "auto", threads=threads)
    assert weights is not None
    torch.set_num_threads(threads)
    chosen = ("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device
    model, _ = load_weights(weights)
    return TorchModel(model.to(chosen))


@click.command(context_settings={"show_default": True})
@click.option("--weights", type=click.Path(exists=True, path_type=Path), help="Weights file, run by PyTorch.")
@click.option("--bundle", type=click.Path(exists=True, path_type=Path), help="Model bundle, run by ONNX Runtime.")
@click.option("--data", type=click.Path(exists=True, path_type=Path), required=True, help="Folder of shards.")
@click.option("--split", default="valid", help="Split to measure on.")
@click.option("--generators", default="", help="Only these, separated by commas.")
@click.option("--limit", type=int, help="At most so many problems: always the same ones.")
@click.option(
    "--beam",
    "beams",
    type=click.IntRange(1),
    multiple=True,
    default=[10],
    help="Hypotheses of each problem; repeatable.",
)
@click.option("--batch", type=click.IntRange(1), default=16, help="Problems decoded together.")
@click.option("--repair", is_flag=True, help="Let the ansatz repair what the beam does not solve.")
@click.option("--workers", type=click.IntRange(1), help="Processes that judge; by default one for each core.")
@click.option("--threads", type=click.IntRange(1), default=1, help="CPU threads of the network.")
@click.option("--device", default="auto", help="auto, cpu or cuda.")
@click.option("--out", type=click.Path(path_type=Path), help="JSON file for the figures, as export_onnx takes them.")
def main(
    weights: Path | None,
    bundle: Path | None,
    data: Path,
    split: str,
    generators: str,
    limit: int | None,
    beams: tuple[int, ...],
    batch: int,
    repair: bool,
    workers: int | None,
    threads: int,
    device: str,
    out: Path | None,
) -> None:
    """Decode by beam search, verify each answer mathematically, print accuracy with its 95% interval."""
    model = load_model(weights, bundle, device, threads)
    examples = read_split(data, split)
    try:
        positions = choose(examples, limit, [name for name in generators.split(",") if name])
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    columns = (
        *Progress.get_default_columns()[:2],
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[solved]} solved"),
    )
    measured: list[dict[str, Any]] = []
    with (
        WorkerPool(workers, preload=("training.judging",)) as pool,
        Progress(*columns, console=Console(stderr=True)) as bar,
    ):
        for beam in beams:
            task = bar.add_task(f"{split}, beam {beam}", total=len(positions), solved=0)
            solved, start = Counter[bool](), time.monotonic()

            def show(result: Result, task: Any = task, solved: Counter[bool] = solved) -> None:
                solved[result.judgement.solved] += 1
                bar.update(task, advance=1, solved=solved[True])

            results = evaluate(
                model, examples, positions, pool, beam_size=beam, batch=batch, repair=repair, on_result=show
            )
            seconds, table = round(time.monotonic() - start, 1), summary(results)
            measured.append({"split": split, "beam": beam, "repair": repair, "seconds": seconds, "accuracy": table})
    for figures in measured:
        click.echo(
            f"{split}: beam {figures['beam']}{' with repair' if repair else ''}, {figures['seconds']:.0f} s", err=True
        )
        click.echo(printed(figures["accuracy"]))
    if out is not None:  # of several beams the last one's figures, as before, and all of them beside
        content = measured[-1] if len(measured) == 1 else {**measured[-1], "beams": measured}
        out.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
