"""The network as a proposer: integrand in normal form, beam search, candidates in the user's own symbols."""

from __future__ import annotations

from collections.abc import Generator, Hashable, Sequence
from dataclasses import dataclass

import symengine
import sympy

from symassist.budget import Budget
from symassist.errors import DecodeError, UnsupportedExpressionError
from symassist.expressions.abstraction import Encoded, encode
from symassist.expressions.constants import check_constants
from symassist.expressions.convert import Expression
from symassist.expressions.grammar import Grammar
from symassist.expressions.normal_form import normal
from symassist.expressions.prefix import read
from symassist.expressions.vocabulary import PLACEHOLDERS
from symassist.inference.beam_search import Hypothesis, beam_search
from symassist.inference.seq2seq import Seq2SeqModel
from symassist.problem import Problem
from symassist.propose.proposer import Candidate

MAX_SOURCE, MAX_ANSWER = 256, 128
_ONES = {symengine.Symbol(name): symengine.Integer(1) for name in PLACEHOLDERS}


@dataclass(frozen=True)
class Decoded:
    """A hypothesis as mathematics: ``expression`` in the user's symbols, symengine, and the beam's ``log_prob``."""

    expression: Expression
    log_prob: float
    source: Encoded
    token_ids: tuple[int, ...]


@dataclass(frozen=True)
class NetworkCandidate(Candidate):
    """A candidate with the token ids that the network read and wrote, for those who want to see its thoughts."""

    source_ids: tuple[int, ...] = ()
    token_ids: tuple[int, ...] = ()


class NeuralProposer:
    """Beam search over a sequence-to-sequence model; ``undecodable`` counts what is no finite expression."""

    name = "network"

    def __init__(self, model: Seq2SeqModel, beam_size: int = 10) -> None:
        self.model, self.beam_size = model, beam_size
        self.undecodable = 0
        self._grammar = Grammar(placeholders=True)

    def propose(self, problem: Problem, budget: Budget) -> Generator[Candidate]:
        """Candidates of one problem, the likeliest first; none where the vocabulary cannot spell the integrand."""
        for rank, decoded in enumerate(self.decode([problem], budget)[0]):
            yield candidate(decoded, rank)

    def decode(self, problems: Sequence[Problem], budget: Budget) -> list[list[Decoded]]:
        """The decoded beams of several problems, searched in one batch; a problem's spellings are pooled."""
        owners: list[int] = []
        sources: list[Encoded] = []
        for i, problem in enumerate(problems):
            for encoded in _spellings(problem):
                owners.append(i)
                sources.append(encoded)
        beams = beam_search(
            self.model,
            [s.ids for s in sources],
            beam_size=self.beam_size,
            max_length=MAX_ANSWER,
            grammar=self._grammar,
            key=function_key,
            budget=budget,
        )
        pooled: list[dict[Expression, Decoded]] = [{} for _ in problems]
        for owner, source, beam in zip(owners, sources, beams, strict=True):
            for hypothesis in beam:
                self._pool(pooled[owner], source, hypothesis)
        return [sorted(pool.values(), key=lambda d: -d.log_prob) for pool in pooled]

    def candidates(self, problems: Sequence[Problem], budget: Budget) -> list[list[sympy.Expr]]:
        """The candidates of several problems, searched in one batch, in the problems' own symbols."""
        return [[candidate(d, 0).expression for d in beam] for beam in self.decode(problems, budget)]

    def _pool(self, pool: dict[Expression, Decoded], source: Encoded, hypothesis: Hypothesis) -> None:
        try:
            expression = source.restore(filled(read(hypothesis.token_ids)))
        except (DecodeError, UnsupportedExpressionError, RuntimeError):
            # RuntimeError: symengine, where a constant that is put in makes it infinite (I/(c - 1) at c = 1).
            self.undecodable += 1
            return
        known = pool.get(expression)
        if known is None or known.log_prob < hypothesis.log_prob:
            pool[expression] = Decoded(expression, hypothesis.log_prob, source, hypothesis.token_ids)


def candidate(decoded: Decoded, rank: int) -> NetworkCandidate:
    """A decoded hypothesis as a candidate in the user's own symbols."""
    source = decoded.source
    expression = source.in_sympy(decoded.expression)
    return NetworkCandidate(
        expression,
        decoded.log_prob,
        rank,
        NeuralProposer.name,
        source_ids=tuple(source.ids),
        token_ids=decoded.token_ids,
    )


def filled(e: Expression) -> Expression:
    """A skeleton with 1 for its placeholder constants: the repair takes its terms and finds the numbers."""
    return e.subs(_ONES) if e.free_symbols & _ONES.keys() else e


def _spellings(problem: Problem) -> list[Encoded]:
    try:
        return [e for e in encode(problem.integrand, problem.variable) if len(e.ids) <= MAX_SOURCE]
    except (UnsupportedExpressionError, RuntimeError):  # RuntimeError: symengine cannot build it (0**-1)
        return []


def function_key(token_ids: tuple[int, ...]) -> Hashable:
    """The normal form, so that spellings of one function count once; what has no value stands for itself."""
    try:
        written = read(token_ids)
        check_constants(written)
        return normal(filled(written))  # type: ignore[no-any-return]
    except (DecodeError, UnsupportedExpressionError, RuntimeError):
        return token_ids
