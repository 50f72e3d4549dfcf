"""What the project's docstrings are in Markdown: doctests are code, and roles of Sphinx are plain names."""

from __future__ import annotations

import re
from typing import Any

import griffe

_DOCTEST = re.compile(r"((?:^>>> .*\n?(?:^(?!\s*$).+\n?)*)+)", re.MULTILINE)
_ROLE = re.compile(r":\w+:`([^`]+)`")


class Markdown(griffe.Extension):
    """Rewrites every docstring before it is rendered."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Called for each object that was found in the code."""
        if obj.docstring is not None:
            text = _ROLE.sub(r"`\1`", obj.docstring.value)
            obj.docstring.value = _DOCTEST.sub(lambda m: f"```pycon\n{m.group(1).rstrip()}\n```\n", text)
