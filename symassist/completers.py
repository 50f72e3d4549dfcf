"""What completes option values that only symassist knows: called at every Tab, so nothing heavy is imported."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from symassist.config import PROPOSERS
from symassist.plugins.registry import installed


def complete_proposers(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of proposers after the last comma; plugins are listed without importing them."""
    return _after_comma(incomplete, [*PROPOSERS, *(plugin.name for plugin in installed())])


def complete_solvers(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of solvers after the last comma."""
    ours = ["network", "neural", "assistant", "assistant_nonet", "sympy"]
    return _after_comma(incomplete, [*ours, *(plugin.name for plugin in installed())])


def _after_comma(incomplete: str, names: list[str]) -> list[CompletionItem]:
    before, comma, last = incomplete.rpartition(",")
    chosen = before.split(",")
    return [CompletionItem(f"{before}{comma}{name}") for name in names if name.startswith(last) and name not in chosen]
