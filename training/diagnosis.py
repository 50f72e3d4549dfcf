"""Which kind of error a beam made, told by numbers; without torch, so that worker processes start quickly.

no candidate        nothing in the beam is an expression with a value
wrong coefficient   the right combination of a candidate's own terms has derivative f
wrong branch        F' = f on a part of the line only, or up to sign
missing term        a candidate shares a term with the known answer but lacks another
other shape         none of these
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import symengine
from numpy.typing import NDArray

from symassist.errors import UnsupportedExpressionError
from symassist.expressions.convert import Expression
from symassist.expressions.prefix import read
from symassist.expressions.vocabulary import EOS, VARIABLE
from symassist.propose.ansatz import terms
from symassist.propose.ansatz_sample import Sample
from symassist.propose.neural import function_key
from training.judging import judge

SOLVED = "solved"
KINDS = ("no candidate", "wrong coefficient", "wrong branch", "missing term", "other shape")
TIGHT = 1e-6
LOOKED_AT = 5
"""Candidates of a beam that are compared."""
_X = symengine.Symbol(VARIABLE)


def diagnose(
    source: Sequence[int], target: Sequence[int], hypotheses: Sequence[tuple[int, ...]]
) -> tuple[str, str | None]:
    """(kind of error or 'solved', best candidate); runs in a worker."""
    candidates = [e for e in map(function_key, hypotheses) if not isinstance(e, tuple)]
    if not candidates:
        return "no candidate", None
    if judge(source, hypotheses).answer is not None:
        return SOLVED, str(candidates[0])
    f, answer = read([t for t in source[1:] if t != EOS]), read([t for t in target if t != EOS])
    return error_kind(f, answer, candidates[:LOOKED_AT]), str(candidates[0])


def error_kind(f: Expression, answer: Expression, candidates: Sequence[Expression]) -> str:
    """The kind that the first of ``KINDS`` in their order finds among the candidates, none of them right."""
    sample = Sample(f, _X, seed=0)
    if len(sample.values) < 8:
        return "other shape"
    for is_of_kind, kind in ((_spans, "wrong coefficient"), (_is_branch, "wrong branch")):
        if any(is_of_kind(sample, candidate) for candidate in candidates):
            return kind
    known = set(terms(answer, _X))
    if any(0 < len(known & set(terms(candidate, _X))) < len(known) for candidate in candidates):
        return "missing term"
    return "other shape"


def _columns(sample: Sample, expressions: Iterable[Expression]) -> NDArray[np.complex128]:
    """(N, K) derivatives at the sample's points, columns without values left out."""
    found = []
    for e in expressions:
        slope = sample.slope(e)
        column = None if slope is None else sample.at(slope, sample.points)
        if column is not None and np.isfinite(column).mean() > 0.5:
            found.append(column)
    return np.array(found).T if found else np.zeros((len(sample.values), 0), dtype=np.complex128)


def _spans(sample: Sample, candidate: Expression) -> bool:
    """Whether some combination of the candidate's terms has derivative f."""
    try:
        matrix = _columns(sample, dict.fromkeys(terms(candidate, _X)))
    except (UnsupportedExpressionError, RuntimeError):
        return False
    sound = np.isfinite(matrix).all(axis=1)
    if not matrix.shape[1] or sound.sum() < matrix.shape[1] + 4:
        return False
    matrix, target = matrix[sound], sample.values[sound]
    weight = 1 / np.maximum(np.abs(target), 1e-3 * np.abs(target).max())
    solution, *_ = np.linalg.lstsq(matrix * weight[:, None], target * weight, rcond=None)
    rest = np.abs(matrix @ solution - target) * weight
    return bool(rest.max() < TIGHT)


def _is_branch(sample: Sample, candidate: Expression) -> bool:
    """Whether F' = f at a quarter of the points at least, or |F'| = |f| at nearly all."""
    column = _columns(sample, [candidate])
    if not column.shape[1]:
        return False
    slope, size = column[:, 0], np.maximum(np.abs(sample.values), 1e-9)
    equal = np.abs(slope - sample.values) < TIGHT * size
    alike = np.abs(np.abs(slope) - np.abs(sample.values)) < TIGHT * size
    return bool(equal.mean() > 0.25 or alike.mean() > 0.9)
