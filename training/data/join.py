"""Adds one folder of examples to another: ``python -m training.data.join --data data/forward --into data/mix``.

The examples go into shards of their own, named after their folder, so that a training which reads the other folder
finds them as they appear. Integrands that are there already, in whatever split, are left out; a split is decided by the
hash of the integrand, so nothing can come to stand on another side than its equals.
"""

from __future__ import annotations

from pathlib import Path

import click
import numpy as np

from training.data.pipeline import example_key
from training.data.shards import Examples, read_split, write_shard
from training.data.splits import SPLITS
from training.data.subset import chosen


def keys(examples: Examples) -> list[bytes]:
    """The key of every integrand, in order."""
    return [example_key(tuple(examples.sources[i].tolist()[1:-1])) for i in range(len(examples))]


def join(data: Path, into: Path) -> dict[str, int]:
    """Adds the examples of ``data`` that ``into`` lacks; how many, by split. Raises ValueError if done before."""
    name = data.resolve().name
    if before := sorted(into.glob(f"*-{name}-*.npz")):
        raise ValueError(f"{into} has {before[0].name} already: {name} was added before")
    known = {key for split in SPLITS for key in keys(read_split(into, split))}
    added = {}
    for split in SPLITS:
        examples = read_split(data, split)
        new: list[int] = []
        for i, key in enumerate(keys(examples)):
            if key not in known:
                known.add(key)
                new.append(i)
        added[split] = len(new)
        if new:
            write_shard(into / f"{split}-{name}-00000.npz", chosen(examples, np.array(new, dtype=np.int64)))
    return added


@click.command(context_settings={"show_default": True})
@click.option("--data", type=click.Path(exists=True, path_type=Path), required=True, help="Folder to add.")
@click.option("--into", type=click.Path(exists=True, path_type=Path), required=True, help="Folder that gets it.")
def main(data: Path, into: Path) -> None:
    """Add the examples of one folder that another one lacks."""
    try:
        added = join(data, into)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"{into}: {', '.join(f'{count:,} {split}' for split, count in added.items())} examples added")


if __name__ == "__main__":
    main()
