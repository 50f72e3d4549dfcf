"""Pages that are made from the code: the command line's help and the table of settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

import click

from symassist.cli import cli
from symassist.config import Settings, variable_of


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Fills in what a page asks for with ``{{ commands }}`` or ``{{ settings }}``."""
    for mark, make in _MADE.items():
        if mark in markdown:
            markdown = markdown.replace(mark, make())
    return markdown


def commands() -> str:
    """Every command with its ``--help``, the groups' own commands below them."""
    return "\n\n".join(
        f"## {path}\n\n```console\n$ {path} --help\n{command.get_help(context)}\n```"
        for path, command, context in _walk("symassist", cli, None)
    )


def _walk(
    name: str, command: click.Command, parent: click.Context | None
) -> Iterator[tuple[str, click.Command, click.Context]]:
    context = click.Context(command, parent, info_name=name, max_content_width=88, terminal_width=88)
    yield context.command_path, command, context
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            assert found is not None  # it was listed
            yield from _walk(child, found, context)


def settings() -> str:
    """One row a field of ``Settings``."""
    rows = ["| key | variable | default | values | meaning |", "|---|---|---|---|---|"]
    for field in fields(Settings):
        default = getattr(Settings(), field.name)
        shown = ", ".join(default) if isinstance(default, tuple) else default
        kind = field.metadata["kind"].described
        cells = [f"`{field.name}`", f"`{variable_of(field.name)}`", f"`{shown}`" if shown else "", kind]
        rows.append(f"| {' | '.join(cells)} | {field.metadata['help']} |")
    return "\n".join(rows)


_MADE: dict[str, Callable[[], str]] = {"{{ commands }}": commands, "{{ settings }}": settings}
