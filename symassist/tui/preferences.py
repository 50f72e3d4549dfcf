"""What the user may set in ``config.toml``: keys by the names of actions, and the theme.

[keys]
history = "ctrl+h"
candidate.copy_latex = "L"

[tui]
theme = "textual-light"
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from platformdirs import user_config_path

from symassist.errors import SettingsError

VARIABLE = "SYMASSIST_CONFIG"


@dataclass(frozen=True)
class Preferences:
    """``keys`` maps names of actions to keys, several separated by commas; ``theme`` None is the default's."""

    keys: Mapping[str, str] = field(default_factory=dict)
    theme: str | None = None


def config_path(environ: Mapping[str, str] = os.environ) -> Path:
    """The file of ``SYMASSIST_CONFIG``, else the user's."""
    given = environ.get(VARIABLE)
    return Path(given) if given else user_config_path("symassist", appauthor=False) / "config.toml"


def load_preferences(path: Path) -> Preferences:
    """The preferences of a file; the defaults where it is not there.

    Raises:
        SettingsError: the file is no TOML, or a value is of the wrong kind; names the file and the place.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Preferences()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: {error}") from error
    keys = dict(_flat(_table(document, "keys", path)))
    for name, key in keys.items():
        if not isinstance(key, str):
            raise SettingsError(f"{path}: keys.{name} must be a text like 'ctrl+k', not {key!r}")
    theme = _table(document, "tui", path).get("theme")
    if theme is not None and not isinstance(theme, str):
        raise SettingsError(f"{path}: tui.theme must be the name of a theme, not {theme!r}")
    return Preferences(keys, theme)


def kept_theme(path: Path) -> str | None:
    """The theme that was last chosen in the interface; None where none was."""
    try:
        return path.read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):  # a comfort, like the history
        return None


def keep_theme(path: Path, name: str) -> None:
    """Keeps a chosen theme for the next start; without a place for it the choice is for this session."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name + "\n", encoding="utf-8")


def _table(document: Mapping[str, Any], name: str, path: Path) -> Mapping[str, Any]:
    table = document.get(name, {})
    if not isinstance(table, dict):
        raise SettingsError(f"{path}: {name} must be a table [{name}], not {table!r}")
    return table


def _flat(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """``a.b = c`` in TOML is a table in a table; here it is the name 'a.b'."""
    pairs: list[tuple[str, Any]] = []
    for name, value in table.items():
        pairs += _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else [(prefix + name, value)]
    return pairs
