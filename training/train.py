"""``python -m training.train``: trains a transformer on shards, resumably, while more shards may be arriving."""

from __future__ import annotations

import logging
from pathlib import Path

import click
import torch

from symassist.expressions.vocabulary import VOCABULARY
from training.distributed import Ranks
from training.progress import Reporter, plot
from training.recipes import Recipe
from training.trainer import Trainer, choose_device, stop_on_signals


@click.command(context_settings={"show_default": True})
@click.option("--config", type=click.Path(exists=True, path_type=Path), required=True, help="Recipe (TOML).")
@click.option("--data", type=click.Path(path_type=Path), required=True, help="Folder of shards; may grow meanwhile.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of checkpoints and figures.")
@click.option("--init", type=click.Path(exists=True, path_type=Path), help="Weights to continue from.")
@click.option("--minutes", type=float, help="Plan: minutes in all, resumed parts included.")
@click.option("--examples", type=int, help="Plan: examples in all.")
@click.option("--threads", type=int, help="CPU threads of torch.")
@click.option("--device", default="auto", help="auto, cpu, cuda or cuda:1.")
@click.option("--resume", is_flag=True, help="Go on from the newest checkpoint in --out.")
@click.option("--plot", "plot_only", is_flag=True, help="Only draw the curves of --out as PNG.")
def main(
    config: Path,
    data: Path,
    out: Path,
    init: Path | None,
    minutes: float | None,
    examples: int | None,
    threads: int | None,
    device: str,
    resume: bool,
    plot_only: bool,
) -> None:
    """Train a transformer on the shards of a folder; under torchrun by all its processes together."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    if plot_only:
        click.echo(plot(out))
        return
    if threads is not None:
        torch.set_num_threads(threads)
    recipe = Recipe.read(config).planned(minutes, examples)
    ranks = Ranks.start(device)
    trainer = Trainer(recipe, data, out, choose_device(ranks.device(device)), init, resume, ranks)
    stop_on_signals(trainer)
    parameters = sum(p.numel() for p in trainer.model.parameters())
    with Reporter(out if ranks.first else out / f"rank{ranks.rank}", recipe.name, tensorboard=ranks.first) as reporter:
        reporter.say(
            f"{recipe.name}: {parameters / 1e6:.2f} M parameters on {trainer.device}, {len(VOCABULARY)} tokens"
            f"{f', rank {ranks.rank} of {ranks.world}' if ranks.world > 1 else ''}"
        )
        trainer.run(reporter)
    ranks.finish()
    if ranks.first:
        plot(out)


if __name__ == "__main__":
    main()
