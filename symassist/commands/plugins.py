"""``symassist plugins``: what is installed, listed without importing any of it."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from symassist.plugins.registry import HOSTS, PROPOSERS, installed


@click.command(
    epilog="""\b
Examples:
    symassist plugins
    symassist integrate "sqrt(tan x)" --proposers network,ansatz,maxima"""
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def plugins(as_json: bool) -> None:
    """List the installed plugins; symassist doctor tries each."""
    found = [*installed(PROPOSERS), *installed(HOSTS)]
    if as_json:
        click.echo(json.dumps([asdict(plugin) for plugin in found]))
        return
    if not found:
        click.echo("no plugin is installed", err=True)
    rows = [(p.name, p.group.removeprefix("symassist."), f"{p.distribution} {p.version}") for p in found]
    widths = [max(len(row[column]) for row in rows) for column in range(2)] if rows else []
    for name, group, brought in rows:
        click.echo(f"{name.ljust(widths[0])}  {group.ljust(widths[1])}  {brought}")
