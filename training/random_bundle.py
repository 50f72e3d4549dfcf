"""A bundle with random weights: what the product solves with it, it owes to the mathematics around the network.

python -m training.random_bundle --like symassist/model --out runs/random
"""

from __future__ import annotations

from pathlib import Path

import click
import torch

from symassist.errors import BundleError
from symassist.inference.bundle import ModelBundle
from training.export_onnx import export_bundle
from training.layers import TransformerConfig
from training.transformer import Transformer

COMMIT = "random weights"
"""Stands in the bundle for the commit that trained it."""


def random_bundle(like: ModelBundle, out: Path, seed: int = 0) -> ModelBundle:
    """The architecture of ``like`` as initialised before training."""
    torch.manual_seed(seed)
    bundle, _ = export_bundle(Transformer(TransformerConfig(**like.config)), out, training_commit=COMMIT)
    return bundle


@click.command(context_settings={"show_default": True})
@click.option(
    "--like", type=click.Path(path_type=Path), default=Path("symassist/model"), help="Bundle of that architecture."
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of the new bundle.")
@click.option("--seed", default=0, help="Which random weights.")
def main(like: Path, out: Path, seed: int) -> None:
    """Write a bundle with random weights, to be used by SYMASSIST_MODEL=OUT."""
    try:
        model = ModelBundle.load(like)
    except BundleError as error:
        raise click.UsageError(str(error)) from error
    if out.resolve() == model.path.resolve():
        raise click.UsageError(f"{out} is the bundle to imitate: say another folder")
    click.echo(f"{random_bundle(model, out, seed).path}: random weights like those of {like}")


if __name__ == "__main__":
    main()
