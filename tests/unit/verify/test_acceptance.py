"""Hundreds of right and corrupted antiderivatives: nothing corrupted passes, nearly everything right does."""

from __future__ import annotations

import random
from collections import Counter

import pytest
import sympy

from symassist.budget import Budget
from symassist.problem import Problem
from symassist.verify.verdict import Verdict, VerificationStatus
from symassist.verify.verifier import verify
from tests.helpers import CORRUPTIONS, X, corrupt, differs_everywhere, random_antiderivative, spellings

Case = tuple[sympy.Expr, sympy.Expr]


def right_cases(count: int, seed: int) -> list[Case]:
    """(F, f): f is F' in one of several spellings."""
    rng = random.Random(seed)
    cases: list[Case] = []
    while len(cases) < count:
        F = random_antiderivative(rng)
        f = rng.choice(list(spellings(F.diff(X))))
        if f.has(X):
            cases.append((F, f))
    return cases


def corrupted_cases(count: int, seed: int) -> list[Case]:
    """(wrong F, f), every kind of fault in turn; only those whose derivative really differs from f."""
    rng = random.Random(seed)
    cases: list[Case] = []
    while len(cases) < count:
        F = random_antiderivative(rng)
        wrong = corrupt(F, rng, CORRUPTIONS[len(cases) % len(CORRUPTIONS)])
        f = F.diff(X)
        if wrong is not None and f.has(X) and differs_everywhere(wrong, F):
            cases.append((wrong, f))
    return cases


def judge(F: sympy.Expr, f: sympy.Expr) -> Verdict:
    return verify(Problem(f, X), F, Budget.of(10))


def check_right(count: int, seed: int) -> None:
    verdicts = [(case, judge(*case)) for case in right_cases(count, seed)]
    failures = [(F, f, v) for (F, f), v in verdicts if not v.solved]
    print(Counter(v.status.value for _, v in verdicts), "slowest", max(v.seconds for _, v in verdicts))
    assert len(failures) <= count // 100, failures
    # Refuting what is right would be a fault of the mathematics, not a weakness.
    assert not [x for x in failures if x[2].status is VerificationStatus.REFUTED]


def check_corrupted(count: int, seed: int) -> None:
    verdicts = [(case, judge(*case)) for case in corrupted_cases(count, seed)]
    print(Counter(v.status.value for _, v in verdicts), "slowest", max(v.seconds for _, v in verdicts))
    passed = [(F, f, v) for (F, f), v in verdicts if v.solved]
    assert not passed, passed
    assert sum(v.status is VerificationStatus.REFUTED for _, v in verdicts) >= 0.97 * count


def test_right_answers_pass() -> None:
    check_right(100, 1)


def test_corrupted_answers_do_not_pass() -> None:
    check_corrupted(100, 2)


@pytest.mark.slow
def test_five_hundred_right_answers_pass() -> None:
    check_right(500, 3)


@pytest.mark.slow
def test_five_hundred_corrupted_answers_do_not_pass() -> None:
    check_corrupted(500, 4)
