"""``python -m training.slot --minutes 10``: one slice of time on a bare machine without network.

Generators fill a local folder while the network trains on it; checkpoints go to the local disk, and the moving
average leaves as fp16 parts of at most 15 MiB with a manifest of hashes, renewed at every checkpoint, so that a slot
that is cut off has delivered too. The next slot starts from those parts with a short warm-up.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import click
import torch

from symassist.errors import WorkerError
from training.checkpoints import load_weights
from training.parts import MANIFEST, join_file, split_file
from training.progress import Reporter, plot, read_metrics
from training.recipes import Recipe
from training.trainer import Trainer, choose_device, stop_on_signals

log = logging.getLogger(__name__)
CONFIGS = Path(__file__).parent / "configs"
DEFAULT_MIX = CONFIGS / "mix.toml"
ROOT = Path(__file__).parents[1]
CHECKPOINT_MINUTES = 2.0
RESERVE_SECONDS, RESERVE_SHARE = 25.0, 0.15
"""Kept free at the end of a slot for the last validation and the parts: the smaller of seconds and share."""
STARVED_TIMES_SEEN = 2.0
"""From here on the training repeats examples because the generators bring too few new ones."""


@dataclass(frozen=True)
class Slot:
    """One slice: how long, from what, to where."""

    minutes: float
    recipe: Recipe
    work: Path
    """Local disk: shards and checkpoints."""
    out: Path
    """What is carried home: parts, manifest, metrics, curves, report; at most eight files."""
    previous: Path | None
    """Folder of parts, or a weights file, of an earlier slot."""
    mix: Path
    workers: int
    device: torch.device
    examples: int = 10**9
    """How many examples to generate at most; a slot ends long before."""


@dataclass(frozen=True)
class Report:
    """What a slot achieved. ``exact`` is the held-out share of answers that are right token by token."""

    minutes: float
    examples: int
    examples_per_second: float
    generated: int
    generated_per_second: float
    times_seen: float
    waited_share: float
    starved: bool
    loss: float | None
    token_accuracy: float | None
    exact: float | None
    device: str
    recipe: str
    continued_from: str | None


@contextmanager
def generators(slot: Slot, seed: str, wheels: Path | None) -> Iterator[subprocess.Popen[bytes]]:
    """The generating processes, beside the training until the block ends."""
    paths = [str(ROOT), *([str(wheels.resolve())] if wheels else []), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(p for p in paths if p)}
    command = [sys.executable, "-m", "training.generate", "--out", str(slot.work / "shards"), "--seed", seed]
    command += ["--examples", str(slot.examples), "--workers", str(slot.workers), "--mix", str(slot.mix)]
    slot.work.mkdir(parents=True, exist_ok=True)
    with (slot.work / "generate.log").open("ab") as output:
        # A session of its own, so that a Ctrl-C stops the training first and the workers go with their parent.
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield process
    finally:
        _end_session(process)


def _end_session(process: subprocess.Popen[bytes]) -> None:
    """Ends the generator and its workers: they are one process group, and what they hold is disposable."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:  # it had finished, workers and all
        log.debug("the generators had finished")
    process.wait()


def deliver(trainer: Trainer, home: Path) -> None:
    """Renews the parts that are carried home."""
    split_file(trainer.out / "weights.pt", home, trainer.meta())


def starting_point(slot: Slot) -> tuple[Path | None, bool]:
    """(weights to start from, whether to resume the interrupted run on the local disk)."""
    run = slot.work / "run"
    if not (run / "finished").exists() and any(run.glob("checkpoint-*.pt")):
        return None, True
    if slot.previous is not None and slot.previous.is_dir():
        return join_file(slot.previous, slot.work / "previous.pt"), False
    if slot.previous is not None:
        return slot.previous, False
    return (run / "weights.pt", False) if (run / "weights.pt").exists() else (None, False)


def wait_for_examples(trainer: Trainer, process: subprocess.Popen[bytes], slot: Slot) -> None:
    """Returns when the first shard is there. Raises WorkerError with the log's end when the generators die before."""
    while not trainer.pool.refresh() and not len(trainer.pool):
        if process.poll() not in (None, 0):
            tail = (slot.work / "generate.log").read_text(encoding="utf-8", errors="replace")[-2000:]
            raise WorkerError(f"the generators ended with status {process.returncode} before the first shard:\n{tail}")
        time.sleep(0.5)


def run_slot(slot: Slot, wheels: Path | None = None) -> Report:
    """Generates, trains, checkpoints, delivers and reports. Raises WorkerError when no example is generated."""
    started = time.monotonic()
    slot.work.mkdir(parents=True, exist_ok=True)
    slot.out.mkdir(parents=True, exist_ok=True)
    init, resume = starting_point(slot)
    run = slot.work / "run"
    if not resume:
        for old in run.glob("checkpoint-*.pt"):
            old.unlink()
    # Another seed for every slot, so that the next one brings other examples.
    seed = f"slot-{load_weights(init)[1].get('examples_in_all', 0)}" if init else "slot-0"
    with generators(slot, seed, wheels) as process, Reporter(run, slot.recipe.name, tensorboard=False) as reporter:
        trainer = Trainer(slot.recipe, slot.work / "shards", run, slot.device, init, resume)
        trainer.on_save = lambda: deliver(trainer, slot.out)
        stop_on_signals(trainer)
        wait_for_examples(trainer, process, slot)
        left = (
            60 * slot.minutes - (time.monotonic() - started) - min(RESERVE_SECONDS, RESERVE_SHARE * 60 * slot.minutes)
        )
        trainer.plan(minutes=(trainer.seconds + max(left, 10.0)) / 60)
        seen_before, seconds_before = trainer.examples, trainer.seconds
        reporter.say(f"slot: {left / 60:.1f} minutes of training on {slot.device}, from {init or 'scratch'}")
        result = trainer.run(reporter)
    if not trainer.stop.is_set():
        (run / "finished").touch()
    seconds, examples = trainer.seconds - seconds_before, trainer.examples - seen_before
    times_seen = examples / max(len(trainer.pool), 1)
    report = Report(
        minutes=round((time.monotonic() - started) / 60, 2),
        examples=examples,
        examples_per_second=round(examples / max(seconds, 1e-9), 1),
        generated=len(trainer.pool),
        generated_per_second=round(len(trainer.pool) / (time.monotonic() - started), 1),
        times_seen=round(times_seen, 2),
        waited_share=round(trainer.waited / max(seconds, 1e-9), 3),
        starved=times_seen > STARVED_TIMES_SEEN or trainer.waited > 0.1 * seconds,
        loss=result.loss if result else None,
        token_accuracy=result.token_accuracy if result else None,
        exact=result.exact if result else None,
        device=str(slot.device),
        recipe=slot.recipe.name,
        continued_from=str(init) if init else None,
    )
    (slot.out / "report.json").write_text(json.dumps(asdict(report), indent=1) + "\n", encoding="utf-8")
    (slot.out / "metrics.jsonl").write_bytes((run / "metrics.jsonl").read_bytes())
    if read_metrics(run, "train"):
        (slot.out / "curves.png").write_bytes(plot(run).read_bytes())
    return report


def dry_run(work: Path, out: Path, mix: Path, workers: int, wheels: Path | None) -> None:
    """Every step on the CPU with the toy recipe: a slot from scratch, its parts joined, a slot that continues."""
    recipe = Recipe.read(CONFIGS / "smoke.toml")
    first = Slot(1.0, recipe, work / "first", out / "first", None, mix, workers, torch.device("cpu"), 2000)
    second = replace(first, minutes=0.75, work=work / "second", out=out / "second", previous=out / "first")
    for slot in (first, second):
        for step in ("run", "shards"):
            shutil.rmtree(slot.work / step, ignore_errors=True)
        show(run_slot(slot, wheels))
        _, meta = load_weights(join_file(slot.out, slot.work / "joined.pt"))
        click.echo(f"joined {slot.out / MANIFEST}: weights after {meta['examples']} examples")


def show(report: Report) -> None:
    """The report, a figure a line, and what to conclude about the generators."""
    for name, value in asdict(report).items():
        click.echo(f"{name:22} {value}")
    if report.starved:
        click.echo(f"the generators starved the device: every example was seen {report.times_seen} times")


@click.command(context_settings={"show_default": True})
@click.option("--minutes", type=float, default=10.0, help="Wall time of the whole slot.")
@click.option("--out", type=click.Path(path_type=Path), default="runs/slot-out", help="What to carry home.")
@click.option("--work", type=click.Path(path_type=Path), default="runs/slot", help="Local disk: shards, checkpoints.")
@click.option("--config", type=click.Path(exists=True, path_type=Path), default=CONFIGS / "flagship.toml")
@click.option("--mix", type=click.Path(exists=True, path_type=Path), default=DEFAULT_MIX, help="Mix of generators.")
@click.option("--previous", type=click.Path(exists=True, path_type=Path), help="Parts or weights of an earlier slot.")
@click.option("--workers", type=int, default=max(1, (os.cpu_count() or 2) - 2), help="Generating processes.")
@click.option("--wheels", type=click.Path(exists=True, path_type=Path), help="Unpacked wheels for the generators.")
@click.option("--device", default="auto", help="auto, cpu, cuda or cuda:1.")
@click.option("--dry-run", "rehearse", is_flag=True, help="Every step on the CPU, under three minutes.")
@click.option(
    "--join", type=click.Path(exists=True, path_type=Path), help="Only put the parts in this folder together."
)
def main(
    minutes: float,
    out: Path,
    work: Path,
    config: Path,
    mix: Path,
    previous: Path | None,
    workers: int,
    wheels: Path | None,
    device: str,
    rehearse: bool,
    join: Path | None,
) -> None:
    """Train for one slice of time on this machine, generating the examples beside."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    if join is not None:
        click.echo(join_file(join))
        return
    if rehearse:
        dry_run(work, out, mix, min(workers, 2), wheels)
        return
    recipe = Recipe.read(config)
    recipe = replace(recipe, run=replace(recipe.run, checkpoint_minutes=CHECKPOINT_MINUTES))
    show(run_slot(Slot(minutes, recipe, work, out, previous, mix, workers, choose_device(device)), wheels))


if __name__ == "__main__":
    main()
