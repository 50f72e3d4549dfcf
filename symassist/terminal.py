"""What a terminal or a file can show."""

from __future__ import annotations


def shows_unicode(encoding: str | None) -> bool:
    """Whether mathematical characters survive ``encoding``; None is an unknown one."""
    try:
        "∫√π²✓".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
