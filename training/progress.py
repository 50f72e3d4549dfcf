"""What a person sees of a run: a live bar or a line a minute, TensorBoard, ``metrics.jsonl`` and its plot."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

LINE_SECONDS = 60.0


class Reporter:
    """Shows and records the figures of a run; used as a context manager."""

    def __init__(self, folder: Path, title: str, tensorboard: bool = True) -> None:
        self.folder, self.title = folder, title
        folder.mkdir(parents=True, exist_ok=True)
        self.console = Console(stderr=True)
        self._file = (folder / "metrics.jsonl").open("a", encoding="utf-8")
        self._bar = Progress(
            TextColumn(title),
            BarColumn(),
            TextColumn("{task.percentage:5.1f}%"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[figures]}"),
            console=self.console,
            disable=not self.console.is_terminal,
        )
        self._task = self._bar.add_task(title, total=1.0, figures="")
        self._next_line = 0.0
        self._board: Any = None
        if tensorboard:
            from torch.utils.tensorboard import SummaryWriter

            self._board = SummaryWriter(str(folder / "tensorboard"))

    def __enter__(self) -> Reporter:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()
        self._file.close()
        if self._board is not None:
            self._board.close()

    def tick(self, done: float, figures: str) -> None:
        """Moves the bar to ``done`` in [0, 1]; without a terminal prints a line a minute."""
        self._bar.update(self._task, completed=done, figures=figures)
        now = time.monotonic()
        if not self.console.is_terminal and now >= self._next_line:
            self._next_line = now + LINE_SECONDS
            self.say(f"{self.title} {done:5.1%} {figures}")

    def say(self, line: str) -> None:
        """A line that stays."""
        if self.console.is_terminal:
            self.console.print(line, highlight=False)
        else:
            print(line, file=sys.stderr, flush=True)

    def record(self, kind: str, step: int, **values: Any) -> None:
        """Appends ``{kind, step, ...}`` to ``metrics.jsonl`` and the numbers to TensorBoard."""
        self._file.write(json.dumps({"kind": kind, "step": step, **values}) + "\n")
        self._file.flush()
        if self._board is not None:
            for name, value in values.items():
                if isinstance(value, int | float):
                    self._board.add_scalar(f"{kind}/{name}", value, step)


def read_metrics(folder: Path, kind: str) -> list[dict[str, Any]]:
    """All records of ``kind``, in order."""
    lines = (folder / "metrics.jsonl").read_text(encoding="utf-8").splitlines()
    return [record for record in map(json.loads, lines) if record["kind"] == kind]


def plot(folder: Path) -> Path:
    """Draws loss and accuracy over the examples seen into ``curves.png``."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 4))
    loss, accuracy = figure.subplots(1, 2)
    train, valid = read_metrics(folder, "train"), read_metrics(folder, "valid")
    loss.plot([r["examples"] for r in train], [r["loss"] for r in train], label="training", linewidth=0.8)
    loss.plot([r["examples"] for r in valid], [r["loss"] for r in valid], label="validation", marker=".")
    for name, label in (("token_accuracy", "tokens"), ("exact", "whole answers")):
        accuracy.plot([r["examples"] for r in valid], [r[name] for r in valid], label=label, marker=".")
    for axes, title in ((loss, "loss (nats per token)"), (accuracy, "validation accuracy, teacher-forced")):
        axes.set(title=title, xlabel="examples seen")
        axes.grid(alpha=0.3)
        axes.legend()
    path = folder / "curves.png"
    figure.savefig(path, dpi=120, bbox_inches="tight")
    return path
