"""The data card: ``python -m training.data_card --data data/mix --out data/mix/CARD.md``.

For each generator its examples, lengths (with a picture), share with parameters and special functions and a few
examples to read; what was refused and how often; duplicates; overlap of the splits; the leakage check of ``design.md``
section 6 run again over every integrand.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from symassist.bench.statistics import quantile
from symassist.expressions.operators import OPERATORS
from symassist.expressions.prefix import read
from symassist.expressions.vocabulary import EOS, PARAMETERS, PLACEHOLDERS, VOCABULARY
from training.data.leakage import EXEMPT_TOKENS, KEY_BYTES, excluded_keys
from training.data.pipeline import example_key
from training.data.shards import Examples, Ragged, read_split
from training.data.splits import SPLITS, split_of

SAMPLES = 4
_SPECIAL = [VOCABULARY.index[row.token] for row in OPERATORS if row.kind == "special"]
_NAMED = [VOCABULARY.index[name] for name in PARAMETERS]
_SKELETON = [VOCABULARY.index[name] for name in PLACEHOLDERS]


@dataclass(frozen=True)
class Check:
    """Over all splits: integrands that occur twice, on two sides or on the wrong one, and benchmark problems."""

    examples: int
    duplicates: int
    on_two_sides: int
    misplaced: int
    leaked: int
    exempt: int
    """Benchmark problems of at most ``EXEMPT_TOKENS`` tokens are allowed; integrands as short as that."""


def check(parts: dict[str, Examples]) -> Check:
    """Looks at the key of every integrand."""
    excluded = excluded_keys()
    sides: dict[bytes, str] = {}
    counts: Counter[str] = Counter()
    for split, examples in parts.items():
        for i in range(len(examples)):
            body = tuple(examples.sources[i].tolist()[1:-1])
            key = example_key(body)
            counts["examples"] += 1
            counts["duplicates"] += key in sides
            counts["on_two_sides"] += sides.get(key, split) != split
            counts["misplaced"] += split_of(key) != split
            counts["leaked"] += key[:KEY_BYTES] in excluded
            counts["exempt"] += len(body) <= EXEMPT_TOKENS
            sides[key] = split
    return Check(*(counts[name] for name in Check.__dataclass_fields__))


def contains(rows: Ragged, tokens: list[int]) -> NDArray[np.bool_]:
    """(N,) whether a row has one of the tokens."""
    found = np.zeros(len(rows) + 1, dtype=np.int64)
    hits = np.isin(rows.values, tokens)
    np.add.at(found, np.searchsorted(rows.offsets, np.flatnonzero(hits), side="right") - 1, 1)
    return found[:-1] > 0


def table(examples: Examples) -> list[list[str]]:
    """One row a generator: examples, share, tokens (median, p90, most), share with parameters, special functions."""
    rows = []
    parameters, special = contains(examples.sources, _NAMED), contains(examples.targets, _SPECIAL)
    for i, name in enumerate(examples.names):
        own = examples.generators == i
        if not own.any():
            continue
        lengths = [part.lengths[own] - extra for part, extra in ((examples.sources, 2), (examples.targets, 1))]
        shown = (f"{quantile(n.tolist(), 0.5)} / {quantile(n.tolist(), 0.9)} / {n.max()}" for n in lengths)
        shares = (f"{100 * part[own].mean():.0f}%" for part in (parameters, special))
        rows.append([name, f"{own.sum():,}", f"{100 * own.mean():.1f}%", *shown, *shares])
    return rows


HEADINGS = ("generator", "examples", "share", "source tokens", "answer tokens", "parameters", "special")


def histograms(examples: Examples, path: Path) -> None:
    """Lengths of sources and answers by generator, as one picture."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 4))
    axes = figure.subplots(1, 2, sharey=True)
    for axis, rows, title in zip(axes, (examples.sources, examples.targets), ("source", "answer"), strict=True):
        edges = np.arange(0, rows.lengths.max() + 3, 2)
        for i, name in enumerate(examples.names):
            lengths = rows.lengths[examples.generators == i]
            if len(lengths):
                heights, _ = np.histogram(lengths, edges)
                axis.plot(edges[:-1], heights / len(lengths) / 2, label=name, linewidth=1.2)
        axis.set(title=f"tokens of the {title}", xlabel="tokens", xlim=(0, np.percentile(rows.lengths, 99.5)))
        axis.grid(alpha=0.3)
    axes[0].set_ylabel("share of a generator's examples for each length")
    axes[1].legend(fontsize=8)
    figure.savefig(path, dpi=120, bbox_inches="tight")


def samples(examples: Examples, name: str) -> list[str]:
    """A few examples as mathematics, the same ones each time."""
    own = np.flatnonzero(examples.generators == examples.names.index(name))
    chosen = np.random.default_rng(0).permutation(own)[:SAMPLES]
    bodies = [(examples.sources[i].tolist()[1:-1], examples.targets[i].tolist()[:-1]) for i in chosen]
    return [f"    {read(source)}   ->   {read([t for t in target if t != EOS])}" for source, target in bodies]


def card(data: Path, picture: Path) -> str:
    """The whole card in Markdown; draws its picture. Raises FileNotFoundError where there are no examples."""
    parts = {split: read_split(data, split) for split in SPLITS}
    train = parts["train"]
    if not len(train):
        raise FileNotFoundError(f"no examples in train-*.npz of {data}")
    histograms(train, picture)
    found = check(parts)
    sizes = ", ".join(f"{len(part):,} {split}" for split, part in parts.items())
    skeletons = contains(train.targets, _SKELETON).mean()
    lines = [f"# Data card of {data.name}", "", f"{found.examples:,} examples: {sizes}.", ""]
    lines += [_row(HEADINGS), _row(["---"] + ["---:"] * (len(HEADINGS) - 1)), *map(_row, table(train)), ""]
    lines += ["Tokens are median / p90 / longest, without task and end tokens, of the training split.", ""]
    lines += [f"{100 * skeletons:.1f}% of the answers are skeletons (placeholder constants).", ""]
    lines += [f"![lengths]({picture.name})", "", "## Checks", ""]
    lines += [
        f"- integrands that occur twice: {found.duplicates}; on two sides of the split: {found.on_two_sides}; "
        f"on another side than their key says: {found.misplaced}",
        f"- benchmark problems (with scalings x -> a*x and exchanged parameters) among them: {found.leaked}; "
        f"{found.exempt:,} integrands are short enough to be exempt ({EXEMPT_TOKENS} tokens)",
    ]
    lines += ["", "## Refused while generating", ""]
    manifest = data / "manifest.json"
    refused = json.loads(manifest.read_text())["refused"] if manifest.exists() else {}
    lines += [f"- {reason}: {count:,}" for reason, count in refused.items()] or ["No manifest."]
    for name in train.names:
        if (train.generators == train.names.index(name)).any():
            lines += ["", f"## {name}", "", *samples(train, name)]
    return "\n".join(lines) + "\n"


def _row(cells: list[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


@click.command(context_settings={"show_default": True})
@click.option("--data", type=click.Path(exists=True, path_type=Path), required=True, help="Folder of shards.")
@click.option("--out", type=click.Path(path_type=Path), help="Markdown file; CARD.md in --data by default.")
def main(data: Path, out: Path | None) -> None:
    """Describe and check the examples of a folder."""
    out = out or data / "CARD.md"
    try:
        text = card(data, out.with_suffix(".png"))
    except FileNotFoundError as error:
        raise click.UsageError(str(error)) from error
    out.write_text(text, encoding="utf-8")
    click.echo(f"{out} and {out.with_suffix('.png')}")


if __name__ == "__main__":
    main()
