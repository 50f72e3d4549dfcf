"""Plugins by entry point: listed without importing any; a broken one costs itself only, a missing one is an error."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Generator, Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any

from symassist.errors import PluginError, SolverUnavailableError

if TYPE_CHECKING:
    from symassist.budget import Budget
    from symassist.problem import Problem
    from symassist.propose.proposer import Candidate, Proposer

PROPOSERS = "symassist.proposers"
"""Entry point group: a callable without arguments that returns a ``Proposer``."""
HOSTS = "symassist.hosts"
"""Entry point group: the module or function that gives symassist to another program."""


@dataclass(frozen=True)
class Plugin:
    """An installed plugin: its ``name``, where its code is (``target``), and the distribution that brought it."""

    name: str
    group: str
    target: str
    distribution: str
    version: str


def installed(group: str = PROPOSERS) -> list[Plugin]:
    """The plugins of a group by name, read from distribution metadata: nothing is imported."""
    return [_plugin(entry) for _, entry in sorted(_entries(group).items())]


def load(name: str, group: str = PROPOSERS) -> Any:
    """The object that the plugin's entry point names.

    Raises:
        SolverUnavailableError: no plugin of this name is installed; lists those that are.
        PluginError: it is installed, but importing it fails; ``__cause__`` tells why.
    """
    entries = _entries(group)
    if name not in entries:
        raise SolverUnavailableError(f"no plugin {name!r} is installed; {_listed(entries)}")
    try:
        return entries[name].load()
    except Exception as error:
        plugin = _plugin(entries[name])
        raise PluginError(
            f"plugin {name!r} ({plugin.distribution} {plugin.version}) cannot be loaded: "
            f"{type(error).__name__}: {error}"
        ) from error


def load_all(group: str = PROPOSERS, names: Iterable[str] | None = None) -> dict[str, Any]:
    """The loaded plugins by name; a broken one becomes a warning, and the rest go on.

    Raises:
        SolverUnavailableError: one of ``names`` is not installed.
    """
    loaded = {}
    for name in names if names is not None else _entries(group):
        try:
            loaded[name] = load(name, group)
        except PluginError as error:
            warnings.warn(str(error), RuntimeWarning, stacklevel=2)
    return loaded


def make_proposer(name: str) -> Proposer:
    """A proposer made by the plugin of this name.

    Raises:
        SolverUnavailableError: it is not installed, or the program that it drives is not.
        PluginError: it cannot be loaded, or what it makes is no proposer.
    """
    factory = load(name)
    try:
        proposer = factory()
    except SolverUnavailableError:
        raise
    except Exception as error:
        raise PluginError(f"plugin {name!r} does not start: {type(error).__name__}: {error}") from error
    from symassist.propose.proposer import Proposer  # SymPy comes with it, and listing plugins should not cost it

    if not isinstance(proposer, Proposer):
        raise PluginError(f"plugin {name!r} makes a {type(proposer).__name__}, which is no Proposer: name and propose")
    return proposer


def make_proposers(names: Iterable[str], builtin: Collection[str] = ()) -> list[Proposer]:
    """The proposers of these plugins; a broken one, or one whose program is absent, becomes a warning.

    Raises:
        SolverUnavailableError: one of ``names`` is not installed; lists ``builtin`` and those that are.
    """
    names, known = [name for name in names if name not in builtin], _entries(PROPOSERS)
    for name in names:
        if name not in known:
            ours = f"there are {', '.join(builtin)}; of plugins, " if builtin else ""
            raise SolverUnavailableError(f"no proposer {name!r}: {ours}{_listed(known)}")
    proposers = []
    for name in names:
        try:
            proposers.append(make_proposer(name))
        except (PluginError, SolverUnavailableError) as error:
            warnings.warn(f"going on without {name}: {error}", RuntimeWarning, stacklevel=2)
    return proposers


def candidates_of(plugin: Proposer, problem: Problem, budget: Budget) -> Generator[Candidate]:
    """The plugin's candidates; whatever its code raises ends them with a warning, and the solve goes on."""
    try:
        yield from plugin.propose(problem, budget)
    except Exception as error:  # noqa: BLE001  foreign code, as in load
        warnings.warn(f"plugin {plugin.name!r} failed: {type(error).__name__}: {error}", RuntimeWarning, stacklevel=2)


def _entries(group: str) -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=group)}


def _plugin(entry: EntryPoint) -> Plugin:
    brought = entry.dist
    name, version = ("?", "?") if brought is None else (brought.name, brought.version)
    return Plugin(entry.name, entry.group, entry.value, name, version)


def _listed(entries: dict[str, EntryPoint]) -> str:
    return f"installed: {', '.join(sorted(entries))}" if entries else "none is installed (see docs/plugins.md)"
