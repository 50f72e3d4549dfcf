"""Plugins made up as entry points: listed without importing, broken ones warn, missing ones are errors."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
import sympy

from symassist import Assistant
from symassist.bench import solvers
from symassist.budget import Budget
from symassist.errors import PluginError, SolverUnavailableError
from symassist.plugins import registry
from symassist.problem import Problem
from symassist.propose.proposer import Candidate

x = sympy.Symbol("x")


class Exponential:
    """Knows one answer, and a wrong one."""

    name = "exponential"

    def propose(self, problem: Problem, budget: Budget) -> Iterator[Candidate]:
        yield Candidate(2 * sympy.exp(problem.variable), None, 0, self.name)
        yield Candidate(sympy.exp(problem.variable), None, 1, self.name)


class Failing(Exponential):
    name = "failing"

    def propose(self, problem: Problem, budget: Budget) -> Iterator[Candidate]:
        raise RuntimeError("out of ideas")


def absent_program() -> Exponential:
    raise SolverUnavailableError("the program oracle is not installed: apt-get install oracle")


def no_proposer() -> object:
    return object()


@pytest.fixture(autouse=True)
def plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    targets = {
        "exponential": "Exponential",
        "failing": "Failing",
        "absent": "absent_program",
        "none": "no_proposer",
        "lost": "there_is_no_such_name",
    }
    entries = [EntryPoint(name, f"{__name__}:{target}", registry.PROPOSERS) for name, target in targets.items()]
    entries.append(EntryPoint("gone", "no_module_of_this_name:make", registry.PROPOSERS))
    monkeypatch.setattr(registry, "entry_points", lambda group: entries if group == registry.PROPOSERS else [])


def test_listing_imports_nothing() -> None:
    assert [plugin.name for plugin in registry.installed()] == sorted(
        ["exponential", "failing", "absent", "none", "lost", "gone"]
    )
    code = "from symassist.plugins import installed; installed(); import sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    loaded = set(done.stdout.split())
    assert {"sympy", "numpy", "mcp", "symassist_maxima", "symassist_template"}.isdisjoint(loaded)


def test_a_plugin_is_asked_by_name_and_judged() -> None:
    solution = Assistant(proposers=("exponential",)).solve(Problem(sympy.exp(x), x))
    assert (solution.antiderivative, solution.origin) == (sympy.exp(x), "exponential")
    assert [judged.verdict.status.name for judged in solution.candidates] == ["REFUTED", "PROVED"]


def test_no_plugin_is_asked_unless_it_is_named() -> None:
    solution = Assistant(proposers=("ansatz", "sympy")).solve(Problem(sympy.exp(x), x))
    assert "exponential" not in {judged.candidate.origin for judged in solution.candidates}


def test_a_missing_plugin_is_an_error_that_lists_those_installed() -> None:
    with pytest.raises(
        SolverUnavailableError, match=r"'oracle': there are retrieval, network, ansatz, search, sympy; .*exponential"
    ):
        Assistant(proposers=("ansatz", "oracle"))


@pytest.mark.parametrize("name", ["lost", "gone", "none", "absent"])
def test_a_broken_plugin_warns_and_the_rest_go_on(name: str) -> None:
    with pytest.warns(RuntimeWarning, match=f"going on without {name}"):
        assistant = Assistant(proposers=(name, "exponential"))
    assert assistant.solve(Problem(sympy.exp(x), x)).antiderivative == sympy.exp(x)


def test_a_broken_plugin_alone_is_an_error() -> None:
    with pytest.warns(RuntimeWarning, match="gone"), pytest.raises(SolverUnavailableError, match="gone"):
        Assistant(proposers=("gone",))


def test_a_plugin_that_fails_at_work_warns_and_the_rest_go_on() -> None:
    assistant = Assistant(proposers=("failing", "exponential"))
    with pytest.warns(RuntimeWarning, match="'failing' failed: RuntimeError: out of ideas"):
        assert assistant.solve(Problem(sympy.exp(x), x)).antiderivative == sympy.exp(x)


def test_load_all_warns_of_broken_ones() -> None:
    with pytest.warns(RuntimeWarning, match="cannot be loaded") as caught:
        loaded = registry.load_all()
    assert {"exponential", "failing"} <= loaded.keys()
    assert len(caught) == 2  # lost, gone
    with pytest.raises(PluginError, match="no_module_of_this_name"):
        registry.load("gone")


def test_a_plugins_proposer_alone_is_a_solver() -> None:
    assert "exponential" in solvers.installed()
    answer = solvers.solve("exponential", Problem(sympy.exp(x), x), 5.0)
    assert (answer.expression, answer.verdict) == (sympy.exp(x), "PROVED")
    with pytest.raises(SolverUnavailableError, match="apt-get install oracle"):
        solvers.require(["absent"])


def test_a_real_distribution_that_is_broken(tmp_path: Path) -> None:
    """Through real metadata and the real command: it warns on stderr, and the answer is there."""
    info = tmp_path / "symassist_broken-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: symassist-broken\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[symassist.proposers]\nbroken = symassist_broken:make\n")
    (tmp_path / "symassist_broken.py").write_text("raise ImportError('no licence today')\n")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "import sys; from symassist.cli import main; sys.exit(main())", *arguments]
        environ = {"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin", "XDG_CONFIG_HOME": str(tmp_path)}
        return subprocess.run(command, capture_output=True, text=True, timeout=120, env=environ)

    done = run("integrate", "x", "--proposers", "ansatz,broken")
    assert (done.returncode, done.stdout) == (0, "x**2/2\n")
    assert "warning: going on without broken: plugin 'broken' (symassist-broken 1.0) cannot be loaded" in done.stderr
    assert "no licence today" in done.stderr
    missing = run("integrate", "x", "--proposers", "ansatz,nosuch")
    assert missing.returncode == 2
    assert "'nosuch'" in missing.stderr
    assert "broken" in missing.stderr
