"""``symassist config``: where settings are, what they are, and where each came from."""

from __future__ import annotations

import json
from pathlib import Path

import click

from symassist import config_files
from symassist.config import Sourced, resolve, template
from symassist.errors import SettingsError


@click.group(
    epilog="""\b
Examples:
    symassist config init
    symassist config show
    SYMASSIST_TIMEOUT=30 symassist config show --json
    $EDITOR "$(symassist config path --user)\""""
)
def config() -> None:
    """Settings: where they are written, and what holds here.

    An option of a command is stronger than a variable SYMASSIST_*, which is stronger than the nearest symassist.toml in
    the current folder or above it (the project file), which is stronger than the user file.
    """


@config.command(epilog="\b\nExample:\n    symassist config path")
@click.option("--user", is_flag=True, help="Print the path of the user file alone.")
def path(user: bool) -> None:
    """Print the settings files that are looked at, the stronger first."""
    if user:
        click.echo(config_files.user_file())
        return
    for file in config_files.default_files():
        missing = "" if file.path.exists() else "  (does not exist)"
        click.echo(f"{file.owner.ljust(8)}{file.path}{missing}")
    if config_files.project_file() is None:
        click.echo(f"no {config_files.PROJECT_FILE} in this folder or above it", err=True)


@config.command(epilog="\b\nExamples:\n    symassist config init\n    symassist config init --project")
@click.option("--project", is_flag=True, help=f"Write {config_files.PROJECT_FILE} in this folder instead.")
@click.option("--force", is_flag=True, help="Overwrite a file that exists.")
def init(project: bool, force: bool) -> None:
    """Write a settings file in which every key is explained and commented out."""
    target = Path(config_files.PROJECT_FILE) if project else config_files.user_file()
    if target.exists() and not force:
        raise click.UsageError(f"{target} exists; --force overwrites it")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(template(), encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"cannot write {target}: {error.strerror}") from error
    click.echo(target)


@config.command(epilog="\b\nExamples:\n    symassist config show\n    symassist config show --json")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(as_json: bool) -> None:
    """Print every setting, its value here, and where that was set."""
    try:
        found = resolve()
    except SettingsError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        click.echo(json.dumps({name: {"value": _plain(each), "source": each.source} for name, each in found.items()}))
        return
    rows = [(name, _text(each), each.source) for name, each in found.items()]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    for name, value, source in rows:
        click.echo(f"{name.ljust(widths[0])}  {value.ljust(widths[1])}  {source}")


def _plain(each: Sourced) -> object:
    return list(each.value) if isinstance(each.value, tuple) else each.value


def _text(each: Sourced) -> str:
    if each.value is None:
        return "-"
    if isinstance(each.value, tuple):
        return ",".join(each.value)
    if isinstance(each.value, dict):
        return " ".join(f"{action}={keys}" for action, keys in each.value.items()) or "-"
    return str(each.value)
