"""Expert iteration: ``python -m training.expert_iteration --weights W --data data/mix --out runs/expert --rounds 2``.

    integrands without answers -> beam and repair -> verified answers -> training data -> better weights -> again

The network learns from what network, ansatz and judge solve together: the repair's answers are new to it. Each round
draws fresh random integrands (``training.data.forward``), none of them a benchmark problem, a held-out one or known.
Before the first and after every round the same fixed unlabelled integrands are attempted; the table gives the shares
that the beam alone and beam with repair solve, with 95% intervals. A run that was interrupted goes on after its last
finished round.
"""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import click
import numpy as np
import torch
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

from symassist.bench.statistics import wilson
from symassist.budget import Budget
from symassist.errors import UnsupportedExpressionError
from symassist.expressions.prefix import Ids, write
from symassist.expressions.vocabulary import EOS, VOCABULARY
from symassist.inference.seq2seq import Seq2SeqModel
from symassist.workers import WorkerPool
from training.checkpoints import load_weights
from training.data.forward import integrand
from training.data.leakage import EXEMPT_TOKENS, KEY_BYTES, excluded_keys
from training.data.pipeline import MAX_TARGET_TOKENS, example_key
from training.data.shards import Examples, Ragged, read_split, write_shard
from training.data.splits import split_of
from training.decoding import decode
from training.judging import Judgement, judge
from training.progress import Reporter
from training.recipes import Recipe
from training.torch_model import TorchModel
from training.trainer import Trainer, stop_on_signals

NAME = "expert"
"""The generator's name of what was learnt from the model's own verified answers."""
SECONDS = 30.0
_INTEGRATE = VOCABULARY.index["integrate"]
Advance = Callable[[], None]


@dataclass(frozen=True)
class Round:
    """What a round brought: ``examples`` learnt from, and of ``problems`` held out those solved by beam and repair."""

    number: int
    attempted: int
    examples: int
    by_repair: int
    problems: int
    beam: int
    repaired: int
    validation_loss: float | None = None


def unlabelled(rng: random.Random, count: int, known: set[bytes]) -> list[Ids]:
    """Sources of new random integrands; their keys join ``known``."""
    excluded = excluded_keys()
    found: list[Ids] = []
    while len(found) < count:
        f = integrand(rng)
        try:
            body = write(f) if f is not None else ()
        except UnsupportedExpressionError:
            continue
        key = example_key(body)
        if not EXEMPT_TOKENS // 2 < len(body) <= 120 or key in known or key[:KEY_BYTES] in excluded:
            continue
        if split_of(key) != "train":
            continue
        known.add(key)
        found.append((_INTEGRATE, *body, EOS))
    return found


def attempt(
    model: Seq2SeqModel, sources: Sequence[Ids], pool: WorkerPool, beam_size: int, advance: Advance = lambda: None
) -> list[Judgement]:
    """Beam, repair and judge for each source, in order."""

    def look(source: Ids, hypotheses: list[tuple[int, ...]]) -> Judgement:
        outcome = pool.call(judge, source, hypotheses, True, budget=Budget.of(SECONDS))
        return outcome.value if outcome.finished else Judgement(undecided=len(hypotheses))

    with ThreadPoolExecutor(pool.size) as threads:
        futures = []
        for source, beam in zip(sources, decode(model, sources, beam_size=beam_size), strict=True):
            futures.append(threads.submit(look, source, beam))
            futures[-1].add_done_callback(lambda _: advance())
        return [future.result() for future in futures]


def learnt(sources: Sequence[Ids], judgements: Sequence[Judgement]) -> Examples:
    """The verified answers as examples: those that hold on the whole line and are not too long."""
    pairs = [
        (source, (*judgement.answer, EOS))
        for source, judgement in zip(sources, judgements, strict=True)
        if judgement.answer is not None and len(judgement.answer) <= MAX_TARGET_TOKENS
    ]
    count = len(pairs)
    return Examples(Ragged.of(s for s, _ in pairs), Ragged.of(t for _, t in pairs), np.zeros(count, np.uint8), (NAME,))


def link_data(data: Path, folder: Path) -> None:
    """The shards of ``data`` under the same names in ``folder``, where a round's own are added."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in (*data.glob("train-*.npz"), *data.glob("valid-*.npz")):
        if not (folder / path.name).exists():
            (folder / path.name).symlink_to(path.resolve())


def retrain(recipe: Recipe, weights: Path, folder: Path, out: Path, examples: int) -> float | None:
    """Goes on from ``weights`` for so many examples, with a short warm-up and a decay; the validation loss reached."""
    trainer = Trainer(recipe.planned(None, examples), folder, out, torch.device("cpu"), init=weights)
    stop_on_signals(trainer)
    with Reporter(out, recipe.name, tensorboard=False) as reporter:
        result = trainer.run(reporter)
    if trainer.stop.is_set():
        raise KeyboardInterrupt
    return result.loss if result else None


def mixture_with(share: float, data: Path) -> dict[str, float]:
    """Shares for training: the data's own generators as they come, and ``share`` of what was learnt."""
    examples = read_split(data, "train")
    counts = np.bincount(examples.generators, minlength=len(examples.names)) / max(1, len(examples))
    own = {name: float(c) * (1 - share) for name, c in zip(examples.names, counts, strict=True) if c > 0}
    return {**own, NAME: share}


def as_markdown(rounds: Sequence[Round]) -> str:
    """The rounds as a table."""
    lines = [
        "| round | attempted | learnt from | of those by repair | held out | beam alone | beam and repair | loss |"
    ]
    lines += ["| ---: |" + " ---: |" * 7]
    for r in rounds:
        shares = []
        for solved in (r.beam, r.repaired):
            low, high = wilson(solved, r.problems)
            shares.append(f"{solved / r.problems:.1%} ({low:.1%} to {high:.1%})")
        loss = "" if r.validation_loss is None else f"{r.validation_loss:.3f}"
        row = (r.number, r.attempted, r.examples, r.by_repair, r.problems, *shares, loss)
        lines.append(f"| {' | '.join(map(str, row))} |")
    return "\n".join(lines)


@click.command(context_settings={"show_default": True})
@click.option(
    "--weights", type=click.Path(exists=True, path_type=Path), required=True, help="Weights or bundle folder."
)
@click.option("--config", type=click.Path(exists=True, path_type=Path), required=True, help="Recipe of those weights.")
@click.option("--data", type=click.Path(exists=True, path_type=Path), required=True, help="Folder of labelled shards.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of rounds and the table.")
@click.option("--rounds", type=click.IntRange(1), default=2, help="Rounds in all.")
@click.option("--integrands", type=click.IntRange(1), default=5_000, help="Unlabelled integrands of a round.")
@click.option("--held-out", type=click.IntRange(1), default=500, help="Unlabelled integrands to measure on.")
@click.option("--examples", type=click.IntRange(1), default=100_000, help="Examples seen in a round's training.")
@click.option("--share", type=click.FloatRange(0, 1), default=0.2, help="Of those, the share of what was learnt.")
@click.option("--beam", type=click.IntRange(1), default=10, help="Hypotheses of each problem.")
@click.option("--workers", type=click.IntRange(1), default=1, help="Processes that judge.")
@click.option("--seed", default=0, help="Which integrands.")
def main(
    weights: Path,
    config: Path,
    data: Path,
    out: Path,
    rounds: int,
    integrands: int,
    held_out: int,
    examples: int,
    share: float,
    beam: int,
    workers: int,
    seed: int,
) -> None:
    """Turn verified answers to unlabelled integrands into training data, round by round."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    torch.set_num_threads(1)
    recipe = Recipe.read(config)
    recipe = replace(recipe, data=replace(recipe.data, mixture=mixture_with(share, data)))
    link_data(data, out / "data")
    done = [Round(**r) for r in json.loads((out / "rounds.json").read_text())] if (out / "rounds.json").exists() else []
    known: set[bytes] = set()
    fixed = unlabelled(random.Random(f"{seed}/held out"), held_out, known)
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    with (
        WorkerPool(workers, preload=("training.judging",)) as pool,
        Progress(*columns, console=Console(stderr=True)) as bar,
    ):

        def attempted(name: str, where: Path, sources: Sequence[Ids]) -> list[Judgement]:
            task = bar.add_task(name, total=len(sources))
            return attempt(TorchModel(load_weights(where)[0]), sources, pool, beam, lambda: bar.advance(task))

        for number in range(rounds + 1):
            new = unlabelled(random.Random(f"{seed}/{number}"), integrands, known) if number else []
            current = weights if number < 2 else out / f"round{number - 1}" / "weights.pt"
            if number < len(done):
                continue
            brought: dict[str, Any] = {"number": number, "attempted": len(new), "examples": 0, "by_repair": 0}
            if number:
                judgements = attempted(f"round {number}: solving", current, new)
                shard = learnt(new, judgements)
                write_shard(out / "data" / f"train-{NAME}{number}.npz", shard)
                brought["examples"] = len(shard)
                brought["by_repair"] = sum(j.repaired and j.answer is not None for j in judgements)
                folder = out / f"round{number}"
                brought["validation_loss"] = retrain(recipe, current, out / "data", folder, examples)
                current = folder / "weights.pt"
            measured = attempted(f"round {number}: measuring", current, fixed)
            solved = {"beam": sum(j.rank is not None for j in measured), "repaired": sum(j.solved for j in measured)}
            done.append(Round(problems=len(fixed), **solved, **brought))
            (out / "rounds.json").write_text(json.dumps([asdict(r) for r in done], indent=1) + "\n", encoding="utf-8")
    (out / "ROUNDS.md").write_text(f"# Expert iteration\n\n{as_markdown(done)}\n", encoding="utf-8")
    click.echo(as_markdown(done))


if __name__ == "__main__":
    main()
