"""Weights of several runs averaged: ``python -m training.average --weights A.pt --weights B.pt --out runs/mean.pt``.

    W = sum of W_i / n

Runs that go on from one another end at different places of one flat valley, and the middle is better than either; it
takes no training and costs nothing at inference. Source: Izmailov et al., "Averaging weights leads to wider optima and
better generalization" (2018); Wortsman et al., "Model soups" (2022).
"""

from __future__ import annotations

from pathlib import Path

import click
import torch

from training.checkpoints import load_weights, save_weights


def average(paths: list[Path], out: Path) -> None:
    """Writes the mean of the weights in ``paths``, with the last one's meta. Raises ValueError for other shapes."""
    models, metas = zip(*map(load_weights, paths), strict=True)
    if any(model.config != models[0].config for model in models):
        raise ValueError(f"different architectures: {', '.join(map(str, paths))}")
    named = [dict(model.named_parameters()) for model in models]
    mean = {name: torch.stack([weights[name] for weights in named]).mean(dim=0) for name in named[0]}
    save_weights(out, models[-1], {**metas[-1], "averaged": len(paths)}, mean)


@click.command(context_settings={"show_default": True})
@click.option(
    "--weights",
    "paths",
    type=click.Path(exists=True, path_type=Path),
    multiple=True,
    required=True,
    help="A weights file or a model bundle; repeatable.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Weights file.")
def main(paths: tuple[Path, ...], out: Path) -> None:
    """Average the weights of several runs of one architecture."""
    try:
        average(list(paths), out)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


if __name__ == "__main__":
    main()
