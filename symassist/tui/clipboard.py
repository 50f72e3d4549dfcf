"""The system's clipboard: its own tool where the screen is, the terminal's escape sequence (OSC 52) elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

_SECONDS = 2.0


def is_remote(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the person sits at another machine, whose clipboard only the terminal reaches."""
    return any(name in environ for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))


def native_tool(
    environ: Mapping[str, str] = os.environ,
    *,
    platform: str = sys.platform,
    which: Callable[[str], str | None] = shutil.which,
) -> list[str] | None:
    """The command that reads the clipboard's new content from its stdin; None where there is none."""
    tools: list[tuple[bool, Sequence[str]]] = [
        (platform == "darwin", ("pbcopy",)),
        ("WAYLAND_DISPLAY" in environ, ("wl-copy",)),
        ("DISPLAY" in environ, ("xclip", "-selection", "clipboard")),
        ("DISPLAY" in environ, ("xsel", "--clipboard", "--input")),
        ("WSL_DISTRO_NAME" in environ or platform == "win32", ("clip.exe",)),
    ]
    for usable, (name, *arguments) in tools:
        if usable and (path := which(name)) is not None:
            return [path, *arguments]
    return None


def copy_natively(text: str, tool: Sequence[str]) -> bool:
    """Hands ``text`` to the tool; whether it took it."""
    # clip.exe takes UTF-16; xclip stays behind as the clipboard's owner, so its output must not be waited for.
    encoding = "utf-16" if tool[0].endswith("clip.exe") else "utf-8"
    try:
        done = subprocess.run(
            tool,
            input=text.encode(encoding),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
