"""Completion behind the magic: its options, and the parser's functions; ``\\alpha`` is α by IPython itself."""

from __future__ import annotations

import re

from IPython.core.completer import CompletionContext, SimpleCompletion, SimpleMatcherResult, context_matcher

from symassist.magic.line import OPTIONS
from symassist.words import FUNCTION_NAMES

_MAGIC = re.compile(r"%neural_integrate\s")
_FRAGMENT = re.compile(r"(?:--[a-z]*|[^\W\d_]\w*)$")


@context_matcher(identifier="symassist_matcher")  # type: ignore[untyped-decorator]
def matcher(context: CompletionContext) -> SimpleMatcherResult:
    """What the word before the cursor may become, on a line or in a cell of the magic; else nothing."""
    before = context.full_text[: _offset(context)]
    line = before.rpartition("\n")[2]
    if _MAGIC.search(line) is None and not before.startswith("%%neural_integrate"):
        return SimpleMatcherResult(completions=[])
    found = _FRAGMENT.search(line)
    fragment = found.group() if found is not None else ""
    offers = _offers(fragment)
    return SimpleMatcherResult(
        completions=[SimpleCompletion(text, type=kind) for text, kind in offers],
        matched_fragment=fragment,
        suppress=fragment.startswith("--") and bool(offers),  # %ti would complete --ti to timed
    )


def _offset(context: CompletionContext) -> int:
    """The cursor as a place in the whole text."""
    lines = context.full_text.split("\n")
    return sum(len(line) + 1 for line in lines[: context.cursor_line]) + int(context.cursor_position)


def _offers(fragment: str) -> list[tuple[str, str]]:
    if fragment.startswith("--"):
        return [(option.flag, "option") for option in OPTIONS if option.flag.startswith(fragment)]
    return [(name, "function") for name in FUNCTION_NAMES if fragment and name.startswith(fragment)]
