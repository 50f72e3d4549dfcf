"""Where settings are written down: the user's TOML file and the project's, read with the place of every mistake."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from symassist.errors import SettingsError

PROJECT_FILE = "symassist.toml"


@dataclass(frozen=True)
class SettingsFile:
    """A settings file and whose it is, 'project' or 'user'; it need not exist."""

    path: Path
    owner: str


def user_file() -> Path:
    """``config.toml`` in the folder that the operating system has for a user's settings."""
    from platformdirs import user_config_path

    return user_config_path("symassist", appauthor=False) / "config.toml"


def project_file(folder: Path | None = None) -> Path | None:
    """The nearest ``symassist.toml`` in ``folder`` (default: the current one) or above it."""
    try:
        start = (folder or Path.cwd()).resolve()
    except FileNotFoundError:  # the current folder was removed
        return None
    candidates = (place / PROJECT_FILE for place in (start, *start.parents))
    return next((path for path in candidates if path.is_file()), None)


def default_files() -> list[SettingsFile]:
    """The files that count here, the stronger first."""
    project = project_file()
    ours = [] if project is None else [SettingsFile(project, "project")]
    return [*ours, SettingsFile(user_file(), "user")]


def read(file: SettingsFile, known: Iterable[str]) -> dict[str, Any]:
    """The values of a file by key; none if it does not exist.

    Raises:
        SettingsError: the file cannot be read, is not TOML, or has a key that is not ``known``; names file and line.
    """
    try:
        text = file.path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file.path}: cannot be read: {error}") from error
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file.path}: not TOML: {error}") from error
    known = list(known)
    for key in values:
        if key not in known:
            close = get_close_matches(key, known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(known)}"
            raise SettingsError(f"{place_of(file.path, key)}: unknown key {key!r}; {hint}")
    return values


def place_of(path: Path, key: str) -> str:
    """``path:line`` of a top-level key or table; the path alone where it cannot be found."""
    pattern = re.compile(rf"""\s*\[?\s*(["']?){re.escape(key)}\1\s*[]=.]""")
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((f"{path}:{number}" for number, line in enumerate(lines, 1) if pattern.match(line)), str(path))
