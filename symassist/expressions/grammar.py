"""The arity automaton: which tokens may continue a prefix expression, so that every hypothesis of a beam decodes.

A state counts the operand slots that are still open and the digits of the number being spelled. Which tokens may
follow depends on little: whether a slot is open, whether a digit must or may come, and how many tokens are left. All
these cases are rows of one table made once, so that a step of the search is a lookup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from symassist.expressions.vocabulary import EOS, PARAMETERS, PLACEHOLDERS, VOCABULARY, Vocabulary

ODE_VARIABLES = ("y", "y'", "y''")
MAX_DIGITS = 24
_NO_NUMBER, _FIRST_DIGIT, _MORE_DIGITS = range(3)
_FORBIDDEN = np.float32(-np.inf)


@dataclass(frozen=True)
class GrammarState:
    """Of K hypotheses: ``open`` (K,) operand slots, ``digits`` (K,) of the current number and its sign, 0 outside."""

    open: NDArray[np.int32]
    digits: NDArray[np.int32]


class Grammar:
    """The arity automaton over ``vocabulary``.

    ``variables`` admits y, y', y'' (differential equations), ``placeholders`` the constants of skeletons. A parameter
    is admitted where its problem's source has it: an answer has no other.
    """

    def __init__(
        self,
        vocabulary: Vocabulary = VOCABULARY,
        *,
        variables: bool = False,
        placeholders: bool = False,
        max_digits: int = MAX_DIGITS,
    ) -> None:
        if max_digits < 1:
            raise ValueError(f"a number has at least one digit, not {max_digits}")
        self.vocabulary, self.max_digits = vocabulary, max_digits
        index, arity = vocabulary.index, vocabulary.arity.astype(np.int32)
        never = (() if variables else ODE_VARIABLES) + (() if placeholders else PLACEHOLDERS)
        self._is_sign = _members(vocabulary, ("int+", "int-"))
        self._is_digit = _members(vocabulary, tuple(f"d{i}" for i in range(10)))
        self._is_term = (arity >= 0) & ~self._is_digit & ~_members(vocabulary, never)
        self._may_lead = self._is_digit & ~_members(vocabulary, ("d0",))
        self._opens = np.where(self._is_digit, 0, np.maximum(arity, 0) - 1).astype(np.int32)
        # Tokens that the shortest completion needs after a token, compared with before: a sign fills its slot but
        # demands a digit.
        self._debt = self._opens + self._is_sign
        self._parameters = np.array([index[name] for name in PARAMETERS if name in index], dtype=np.int64)
        self._max_slack = int(self._debt.max(initial=0))
        self._spells = (self._is_digit | self._is_sign).astype(np.int32)
        self._table = self._make_table()
        slacks = self._max_slack + 2
        self._open_row = 3 * slacks
        phases = [_NO_NUMBER, _FIRST_DIGIT, *[_MORE_DIGITS] * (max_digits - 1), _NO_NUMBER]
        self._phase_row = np.array(phases, dtype=np.int32) * slacks

    def _make_table(self) -> NDArray[np.float32]:
        """(2 * 3 * slacks, V): 0 where a token is allowed, else -inf; rows by open?, number phase, slack."""
        rows = []
        for has_open in (False, True):
            for phase in (_NO_NUMBER, _FIRST_DIGIT, _MORE_DIGITS):
                for slack in range(-1, self._max_slack + 1):
                    allowed = np.zeros(len(self.vocabulary), dtype=bool)
                    if phase == _FIRST_DIGIT:
                        # The digit is part of what the sign's own check has set aside.
                        allowed |= self._may_lead
                    else:
                        if phase == _MORE_DIGITS and slack >= 0:
                            allowed |= self._is_digit
                        if has_open:
                            allowed |= self._is_term & (self._debt <= slack)
                        else:
                            allowed[EOS] = True
                    rows.append(np.where(allowed, np.float32(0), _FORBIDDEN))
        return np.array(rows, dtype=np.float32)

    def start(self, count: int) -> GrammarState:
        """The state of ``count`` empty hypotheses: one open slot each."""
        return GrammarState(np.ones(count, dtype=np.int32), np.zeros(count, dtype=np.int32))

    def source_bias(self, sources: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """(B, V): -inf at the parameters that a problem's source lacks, 0 elsewhere."""
        bias = np.zeros((len(sources), len(self.vocabulary)), dtype=np.float32)
        for row, source in zip(bias, sources, strict=True):
            row[np.setdiff1d(self._parameters, np.asarray(source, dtype=np.int64))] = _FORBIDDEN
        return bias

    def bias(self, state: GrammarState, remaining: int) -> NDArray[np.float32]:
        """(K, V): 0 where a token may follow, -inf elsewhere, with ``remaining`` tokens left before the end token.

        At least one token is allowed in every row as long as the search began with ``remaining`` at least 1 and
        followed the grammar.
        """
        slack = np.minimum(remaining - state.open, self._max_slack + 1)  # counted from -1
        row = (state.open > 0) * self._open_row + self._phase_row[state.digits] + np.maximum(slack, 0)
        return np.take(self._table, row, axis=0)

    def advance(self, state: GrammarState, rows: NDArray[np.int64], tokens: NDArray[np.int64]) -> GrammarState:
        """The state after hypothesis ``rows[k]`` of ``state`` was continued with ``tokens[k]``."""
        # A digit lengthens the number, a sign begins one, anything else ends it.
        digits = state.digits[rows] * self._is_digit[tokens] + self._spells[tokens]
        return GrammarState(state.open[rows] + self._opens[tokens], digits)


def _members(vocabulary: Vocabulary, names: tuple[str, ...]) -> NDArray[np.bool_]:
    members = np.zeros(len(vocabulary), dtype=bool)
    members[[vocabulary.index[name] for name in names if name in vocabulary.index]] = True
    return members
