"""Every key of the interface by the name of its action, as it is bound under the user's ``[keys]``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from textual.binding import Binding

from symassist.tui.widgets.candidates import CandidateTable
from symassist.tui.widgets.history_panel import HistoryList
from symassist.tui.widgets.plot import PlotView
from symassist.tui.widgets.question import QuestionInput

_WIDGETS = (QuestionInput, CandidateTable, PlotView, HistoryList)
_BUILT_IN = (("ctrl+p", "Command palette, themes", "command_palette"), ("ctrl+q", "Quit", "quit"))


def _bindings(app: type[Any]) -> Iterator[Binding]:
    for owner in (app, *_WIDGETS):
        for binding in owner.BINDINGS:
            if isinstance(binding, Binding) and binding.id is not None:
                yield binding


def listing(app: type[Any], keys: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(key, what it does, name) of every action, remapped by ``keys``."""
    own = [(keys.get(str(b.id), b.key), b.description, str(b.id)) for b in _bindings(app)]
    return [*((_shown(key), description, name) for key, description, name in own), *_BUILT_IN]


def _shown(key: str) -> str:
    return key.replace("equals_sign", "=").replace("plus", "+").replace("minus", "-").replace(",", ", ")


def unknown(keys: Mapping[str, str], app: type[Any]) -> list[str]:
    """The names in ``keys`` that no action has."""
    return sorted(set(keys) - {str(b.id) for b in _bindings(app)} - {name for _, _, name in _BUILT_IN})
