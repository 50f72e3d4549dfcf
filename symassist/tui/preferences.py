"""What the interface takes from ``config.toml``, keys by the names of actions, and the theme that it keeps itself.

[keys]
history = "f9"
candidate-copy-latex = "L"
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

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


def load_keys(path: Path) -> dict[str, str]:
    """The table ``[keys]`` of a file; empty where it is not there.

    Raises:
        SettingsError: the file is no TOML, or a value is of the wrong kind; names the file and the place.
    """
    try:
        keys = tomllib.loads(path.read_text(encoding="utf-8")).get("keys", {})
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: {error}") from error
    if not isinstance(keys, dict):
        raise SettingsError(f"{path}: keys must be a table [keys], not {keys!r}")
    for name, key in keys.items():
        if not isinstance(key, str):
            raise SettingsError(f"{path}: keys.{name} must be a text like 'ctrl+k', not {key!r}")
    return keys


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
