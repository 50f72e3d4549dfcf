"""What the interface looks like: keys by names of actions (``Settings.keys``), and the theme that it keeps itself."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Preferences:
    """``keys`` maps names of actions to keys, several separated by commas; ``theme`` None is the default's."""

    keys: Mapping[str, str] = field(default_factory=dict)
    theme: str | None = None


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
