"""What every plugin should pass; needs pytest. Subclass ``ProposerContract`` in the plugin's tests, or ``CasContract``
where the plugin drives a program.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import pytest

from symassist.budget import Budget
from symassist.parsing import parse_problem
from symassist.plugins.cas import CasProposer
from symassist.plugins.dialect import name_symbols
from symassist.plugins.registry import installed, make_proposer
from symassist.propose.proposer import Proposer
from symassist.verify.verifier import verify_antiderivative

COMMON: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("x*exp(x)", ()),
    ("exp(a*x)*sin(b*x)", ()),
    ("1/(x^3 + 1)", ()),
    ("sqrt(tan(x))", ()),
    ("x^2 atan(x)", ()),
    ("sin(x)/x", ()),
    ("exp(-x^2)", ()),
    ("1/(x^2 + a^2)^2", ("a",)),
    ("x^n", ()),
)
"""Integrands that a general system solves, with the parameters that are positive."""


class ProposerContract:
    """The plugin is installed under its name, what it proposes for ``solved`` holds, ``unsolved`` are left alone."""

    name: ClassVar[str]
    """Of the plugin."""
    solved: ClassVar[Sequence[tuple[str, tuple[str, ...]]]]
    """Integrands, with the parameters that are positive."""
    unsolved: ClassVar[Sequence[str]] = ()
    """Integrands for which it should propose nothing."""

    def pytest_generate_tests(self, metafunc: Any) -> None:
        """One test for each of ``solved`` and of ``unsolved``."""
        if "solvable" in metafunc.fixturenames:
            metafunc.parametrize("solvable", self.solved, ids=[integrand for integrand, _ in self.solved])
        if "unsolvable" in metafunc.fixturenames:
            metafunc.parametrize("unsolvable", self.unsolved)

    @pytest.fixture(scope="class")
    @classmethod
    def proposer(cls) -> Proposer:
        """The plugin's proposer, as symassist makes it."""
        return make_proposer(cls.name)

    def test_it_is_installed_and_a_proposer(self, proposer: Proposer) -> None:
        assert self.name in {plugin.name for plugin in installed()}
        assert isinstance(proposer, Proposer)
        assert proposer.name == self.name

    def test_a_candidate_is_read_and_verified(self, proposer: Proposer, solvable: tuple[str, tuple[str, ...]]) -> None:
        integrand, positive = solvable
        problem = parse_problem(integrand, variable="x", positive=positive)
        verdicts = [
            verify_antiderivative(candidate.expression, problem.integrand, problem.variable)
            for candidate in proposer.propose(problem, Budget.of(20))
        ]
        assert any(verdict.status.solved for verdict in verdicts), verdicts

    def test_it_says_nothing_where_it_knows_nothing(self, proposer: Proposer, unsolvable: str) -> None:
        assert list(proposer.propose(parse_problem(unsolvable, variable="x"), Budget.of(20))) == []


class CasContract(ProposerContract):
    """Answers are right and readable, nothing hangs, and no symbol's name reaches the program.

    Tests that need the program are skipped, with the reason, where it is not installed.
    """

    program: ClassVar[str]
    package: ClassVar[str]
    """The Debian package that brings the program."""
    hangs: ClassVar[str]
    """A command on which the program would work for hours."""
    unsolved: ClassVar[Sequence[str]] = ("exp(x)/(1 + sin(x)^x)", "x*zeta(x)")
    """One that it leaves unevaluated, and one that it cannot spell."""

    @pytest.fixture(scope="class")
    @classmethod
    def proposer(cls) -> Iterator[CasProposer]:
        """The plugin's proposer, its program running."""
        if shutil.which(cls.program) is None:
            pytest.skip(f"{cls.program} is not installed: apt-get install {cls.package}")
        proposer = make_proposer(cls.name)
        assert isinstance(proposer, CasProposer)
        yield proposer
        proposer.console.close()

    def test_names_of_symbols_do_not_reach_the_program(self, proposer: CasProposer) -> None:
        problem = parse_problem("i*quit_1 + e_1*x", variable="x")
        (candidate,) = proposer.propose(problem, Budget.of(20))
        assert (candidate.expression.diff(problem.variable) - problem.integrand).simplify() == 0
        spelt = proposer.dialect.spell(problem.integrand, name_symbols(problem))
        assert "quit_1" not in spelt
        assert "e_1" not in spelt

    def test_it_is_killed_at_the_deadline_and_started_again(self, proposer: CasProposer) -> None:
        list(proposer.propose(parse_problem("x"), Budget.of(20)))
        restarts, started = proposer.console.restarts, time.monotonic()
        assert proposer.console.ask(self.hangs, Budget.of(0.5)) is None
        assert time.monotonic() - started < 3
        assert list(proposer.propose(parse_problem("x*exp(x)"), Budget.of(20))) != []
        assert proposer.console.restarts == restarts + 1

    def test_cancelling_ends_the_question_at_once(self, proposer: CasProposer) -> None:
        cancel, started = threading.Event(), time.monotonic()
        threading.Timer(0.3, cancel.set).start()
        assert proposer.console.ask(self.hangs, Budget.of(20, cancel)) is None
        assert time.monotonic() - started < 3
