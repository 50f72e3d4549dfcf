"""Beams of many problems, batch after batch: what evaluation, failure analysis and expert iteration decode with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symassist.expressions.grammar import Grammar
from symassist.inference.beam_search import beam_search
from symassist.inference.seq2seq import Seq2SeqModel
from symassist.propose.neural import MAX_ANSWER, function_key

Hypotheses = list[tuple[int, ...]]


def decode(
    model: Seq2SeqModel, sources: Sequence[Sequence[int]], *, beam_size: int, batch: int = 16
) -> Iterator[Hypotheses]:
    """The hypotheses of each source (task token to <eos>), best first, skeletons among them, in the sources' order."""
    grammar = Grammar(placeholders=True)
    for first in range(0, len(sources), batch):
        beams = beam_search(
            model,
            sources[first : first + batch],
            beam_size=beam_size,
            max_length=MAX_ANSWER,
            grammar=grammar,
            key=function_key,
        )
        for beam in beams:
            yield [hypothesis.token_ids for hypothesis in beam]
