"""How much data is enough: ``python -m training.scaling --data data/mix --out runs/scaling``.

The same model with the same recipe and the same number of examples seen is trained on nested subsets of growing size.
Accuracy is the share of the same held-out problems that the beam solves, verified. Through the points goes

    accuracy(N) = top / (1 + (middle/N)**slope)

and its inverse gives the smallest size that reaches an accuracy, marked where it lies beyond the sizes measured. Each
size's result is kept, so that an interrupted study goes on with the next size.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click
import numpy as np
import torch
from scipy.optimize import curve_fit

from symassist.bench.statistics import wilson
from symassist.workers import WorkerPool
from training.checkpoints import load_weights
from training.data.shards import read_split
from training.data.subset import subset
from training.evaluate import choose, evaluate
from training.progress import Reporter
from training.recipes import Recipe
from training.torch_model import TorchModel
from training.trainer import Trainer, choose_device, stop_on_signals

SIZES = "10000,30000,100000,300000,1000000"
ACCURACIES = (0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
HELD_OUT = 2_000


@dataclass(frozen=True)
class Point:
    """One size: of ``problems`` held out ``solved`` were solved; ``loss`` and ``exact`` are teacher-forced."""

    size: int
    problems: int
    solved: int
    loss: float
    exact: float
    seen: int
    seconds: float

    @property
    def accuracy(self) -> float:
        """The share solved."""
        return self.solved / self.problems


@dataclass(frozen=True)
class Curve:
    """accuracy(N) = top / (1 + (middle/N)**slope)."""

    top: float
    middle: float
    slope: float

    def __call__(self, size: float) -> float:
        """The accuracy at N = ``size``."""
        return float(self.top / (1 + (self.middle / size) ** self.slope))

    def size_for(self, accuracy: float) -> float | None:
        """The smallest N with that accuracy; None above ``top``."""
        if accuracy >= self.top:
            return None
        return float(self.middle * (accuracy / (self.top - accuracy)) ** (1 / self.slope))


def fit(points: Sequence[Point]) -> Curve | None:
    """The curve through the points, weighted by their intervals; None with fewer than three or none that rises."""
    if len(points) < 3 or len({p.solved for p in points}) == 1:
        return None
    sizes, shares = np.log([p.size for p in points]), np.array([p.accuracy for p in points])
    intervals = [wilson(p.solved, p.problems) for p in points]
    errors = np.array([max(high - low, 1e-3) / 4 for low, high in intervals])

    def curve(log_size: np.ndarray, top: float, log_middle: float, slope: float) -> np.ndarray:
        return top / (1 + np.exp(slope * (log_middle - log_size)))

    start = (min(1.0, 1.2 * shares.max() + 0.01), float(np.median(sizes)), 0.5)
    bounds = ((0.0, 0.0, 0.01), (1.0, 40.0, 5.0))
    (top, log_middle, slope), _ = curve_fit(curve, sizes, shares, start, sigma=errors, bounds=bounds, maxfev=20_000)
    return Curve(float(top), float(np.exp(log_middle)), float(slope))


@dataclass(frozen=True)
class Plan:
    """What all sizes have in common."""

    recipe: Recipe
    data: Path
    device: torch.device
    limit: int
    beam: int
    workers: int


def measure(size: int, plan: Plan, out: Path) -> Point:
    """Trains on ``size`` examples and measures the weights; goes on from a checkpoint in ``out``."""
    recipe, device = plan.recipe, plan.device
    if not (out / "data" / "train-00000.npz").exists():
        subset(plan.data, out / "data", size, HELD_OUT)
    trainer = Trainer(recipe, out / "data", out, device, resume=any(out.glob("checkpoint-*.pt")))
    stop_on_signals(trainer)
    with Reporter(out, f"{size:,} examples", tensorboard=False) as reporter:
        result = trainer.run(reporter)
    if result is None:
        raise KeyboardInterrupt
    held_out = read_split(out / "data", "valid")
    with WorkerPool(plan.workers, preload=("training.judging",)) as pool:
        model = TorchModel(load_weights(out / "weights.pt")[0].to(device))
        answers = evaluate(model, held_out, choose(held_out, plan.limit), pool, beam_size=plan.beam)
    solved = sum(answer.judgement.solved for answer in answers)
    return Point(size, len(answers), solved, result.loss, result.exact, trainer.examples, round(trainer.seconds, 1))


def as_markdown(points: Sequence[Point], curve: Curve | None) -> str:
    """Two tables: the points, and the smallest sizes for given accuracies."""
    lines = ["| examples | seen | solved | 95% interval | validation loss | exact | minutes |"]
    lines += ["| ---: |" + " ---: |" * 6]
    for p in points:
        low, high = wilson(p.solved, p.problems)
        shares = f"{p.accuracy:.1%} of {p.problems} | {low:.1%} to {high:.1%}"
        lines.append(f"| {p.size:,} | {p.seen:,} | {shares} | {p.loss:.3f} | {p.exact:.1%} | {p.seconds / 60:.1f} |")
    if curve is None:
        return "\n".join([*lines, "", "No curve: it takes three sizes whose accuracies differ."])
    lines += ["", f"Fitted: accuracy(N) = {curve.top:.3f} / (1 + ({curve.middle:,.0f}/N)**{curve.slope:.2f})"]
    lines += ["", "| accuracy | smallest size |", "| ---: | ---: |"]
    sizes = [p.size for p in points]
    for accuracy in ACCURACIES:
        size = curve.size_for(accuracy)
        if size is None:
            lines.append(f"| {accuracy:.0%} | above the fitted top of {curve.top:.1%} |")
        else:
            inside = min(sizes) <= size <= max(sizes)
            lines.append(f"| {accuracy:.0%} | {size:,.0f}{'' if inside else ' (beyond what was measured)'} |")
    return "\n".join(lines)


def draw(points: Sequence[Point], curve: Curve | None, path: Path) -> None:
    """Accuracy with its intervals and the curve, and validation loss, against size."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 4))
    accuracy, loss = figure.subplots(1, 2)
    sizes, shares = np.array([p.size for p in points]), np.array([p.accuracy for p in points])
    bounds = np.array([wilson(p.solved, p.problems) for p in points]).T
    errors = np.abs(bounds - shares)
    accuracy.errorbar(sizes, shares, yerr=errors, fmt="o", capsize=3, label="solved, 95% interval")
    if curve is not None:
        grid = np.geomspace(sizes.min() / 2, sizes.max() * 10, 200)
        accuracy.plot(grid, [curve(n) for n in grid], linewidth=1, label="fitted curve")
    loss.plot(sizes, [p.loss for p in points], marker="o")
    for axis, title in ((accuracy, "held-out problems solved"), (loss, "validation loss (nats per token)")):
        axis.set(xscale="log", title=title, xlabel="training examples")
        axis.grid(alpha=0.3)
    accuracy.legend()
    figure.savefig(path, dpi=120, bbox_inches="tight")


@click.command(context_settings={"show_default": True})
@click.option("--data", type=click.Path(exists=True, path_type=Path), required=True, help="Folder of shards.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of runs, table and picture.")
@click.option(
    "--config", type=click.Path(exists=True, path_type=Path), default="training/configs/cpu.toml", help="Recipe."
)
@click.option("--sizes", default=SIZES, help="Training examples, separated by commas.")
@click.option("--seen", type=click.IntRange(1), default=600_000, help="Examples seen in each training.")
@click.option("--limit", type=click.IntRange(1), default=1_000, help="Held-out problems.")
@click.option("--beam", type=click.IntRange(1), default=1, help="Hypotheses of each problem.")
@click.option("--device", default="auto", help="auto, cpu or cuda.")
@click.option("--threads", type=click.IntRange(1), default=1, help="CPU threads of torch.")
@click.option("--workers", type=click.IntRange(1), default=2, help="Processes that judge.")
def main(
    data: Path,
    out: Path,
    config: Path,
    sizes: str,
    seen: int,
    limit: int,
    beam: int,
    device: str,
    threads: int,
    workers: int,
) -> None:
    """Train the same model on growing amounts of data; table, fitted curve and picture."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    torch.set_num_threads(threads)
    recipe = Recipe.read(config).planned(None, seen)
    plan = Plan(recipe, data, choose_device(device), limit, beam, workers)
    points = []
    for size in sorted({int(s) for s in sizes.split(",")}):
        folder, kept = out / f"{size}", out / f"{size}" / "point.json"
        if not kept.exists():
            try:
                point = measure(size, plan, folder)
            except ValueError as error:
                raise click.UsageError(str(error)) from error
            kept.write_text(json.dumps(asdict(point)) + "\n", encoding="utf-8")
        points.append(Point(**json.loads(kept.read_text(encoding="utf-8"))))
        curve = fit(points)
        draw(points, curve, out / "scaling.png")
        (out / "SCALING.md").write_text(
            f"# Scaling\n\n{as_markdown(points, curve)}\n\n![scaling](scaling.png)\n", "utf-8"
        )
    click.echo((out / "SCALING.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
