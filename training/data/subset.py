"""A fixed number of examples: ``python -m training.data.subset --data data/mix --out data/10k --train 10000``.

Training and validation examples are both drawn from the training split, disjoint, in an order that depends on the seed
alone: subsets of growing size contain each other, and their validation examples are the same. Examples whose answer
has a parameter that the integrand lacks (a constant that no filter saw) are passed over: the grammar of the beam search
forbids such an answer, so nobody could be measured on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from symassist.expressions.vocabulary import PARAMETERS, VOCABULARY
from training.batching import take
from training.data.shards import Examples, Ragged, read_split, write_shard

_BITS = np.zeros(len(VOCABULARY), dtype=np.uint32)
for _i, _name in enumerate(PARAMETERS):
    _BITS[VOCABULARY.index[_name]] = 1 << _i


def chosen(examples: Examples, index: NDArray[np.int64]) -> Examples:
    """The examples at ``index``, in that order."""
    parts = (take(examples.sources, index), take(examples.targets, index))
    return Examples(*parts, examples.generators[index], examples.names)


def decodable(examples: Examples) -> NDArray[np.bool_]:
    """(N,) whether the answer's parameters all occur in the integrand."""
    beyond = _parameters(examples.targets) & ~_parameters(examples.sources)
    return np.asarray(beyond == 0)


def _parameters(rows: Ragged) -> NDArray[np.uint32]:
    """(N,) the parameters of each row as bits; no row is empty."""
    return np.bitwise_or.reduceat(_BITS[rows.values], rows.offsets[:-1]) if len(rows) else np.zeros(0, np.uint32)


def subset(
    data: Path,
    out: Path,
    train: int,
    valid: int,
    *,
    memorise: bool = False,
    seed: int = 0,
    generators: Sequence[str] = (),
    longest: int | None = None,
) -> None:
    """Writes ``train`` and ``valid`` examples; with ``memorise`` the validation examples are the training ones.

    Only examples of ``generators`` are taken (empty: of all), and only integrands of at most ``longest`` tokens.
    Raises ValueError where the folder has too few examples or none of a generator.
    """
    examples = read_split(data, "train")
    if unknown := set(generators) - set(examples.names):
        raise ValueError(f"no examples by {', '.join(sorted(unknown))}; there are {', '.join(examples.names)}")
    wanted = np.array([not generators or name in generators for name in examples.names], dtype=bool)
    fits = decodable(examples) & wanted[examples.generators]
    if longest is not None:  # without the task token and <eos>
        fits &= examples.sources.lengths <= longest + 2
    positions = np.flatnonzero(fits)
    needed = train + (0 if memorise else valid)
    if len(positions) < needed:
        raise ValueError(f"{data} has {len(positions)} training examples, {needed} are asked for")
    order = np.random.default_rng(seed).permutation(positions)
    held_out, rest = order[:valid], order[valid:]
    if memorise:
        held_out, rest = order[:train], order[:train]
    out.mkdir(parents=True, exist_ok=True)
    write_shard(out / "valid-00000.npz", chosen(examples, held_out))
    write_shard(out / "train-00000.npz", chosen(examples, rest[:train]))


@click.command(context_settings={"show_default": True})
@click.option("--data", type=click.Path(exists=True, path_type=Path), required=True, help="Folder of shards.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="New folder.")
@click.option("--train", type=click.IntRange(1), required=True, help="Training examples.")
@click.option("--valid", type=click.IntRange(0), default=1000, help="Validation examples, disjoint from those.")
@click.option("--memorise", is_flag=True, help="Validate on the training examples themselves.")
@click.option("--seed", default=0, help="Which examples.")
@click.option("--generators", default="", help="Only of these, separated by commas.")
@click.option("--longest", type=click.IntRange(1), help="Only integrands of at most so many tokens.")
def main(
    data: Path, out: Path, train: int, valid: int, memorise: bool, seed: int, generators: str, longest: int | None
) -> None:
    """Take a fixed number of examples out of a folder."""
    names = [name for name in generators.split(",") if name]
    try:
        subset(data, out, train, valid, memorise=memorise, seed=seed, generators=names, longest=longest)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


if __name__ == "__main__":
    main()
