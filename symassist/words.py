"""The words that faces highlight and complete, derived from the parser's tables."""

from __future__ import annotations

from symassist.parsing.characters import MARKS
from symassist.parsing.latex import OPERATOR_COMMANDS
from symassist.parsing.names import ALIASES, ARITIES, CONSTANTS, GREEK, GREEK_CHARACTERS, function_head

FUNCTION_NAMES: tuple[str, ...] = tuple(sorted({*ARITIES, *ALIASES}, key=str.lower))
"""Every spelling of a function that the parser reads."""


def kind_of(word: str) -> str:
    """'function', 'constant', 'greek', or '' for a word without a meaning of its own."""
    if function_head(word) is not None:
        return "function"
    if word in CONSTANTS:
        return "constant"
    return "greek" if word in GREEK or word in GREEK_CHARACTERS else ""


def _latex_symbols() -> dict[str, str]:
    characters: dict[str, str] = {}
    for mark, kind in MARKS.items():
        if not mark.isascii():
            characters.setdefault(kind, mark)
    symbols = {name: characters[kind] for name, kind in OPERATOR_COMMANDS.items() if kind in characters}
    for character, name in GREEK_CHARACTERS.items():
        if name in GREEK or name == "pi":
            symbols.setdefault(name, character)
    return {**symbols, "infty": "∞"}


LATEX_SYMBOLS: dict[str, str] = _latex_symbols()
"""LaTeX command to the character that the parser reads in its place: int is ∫, alpha is α."""


def description(name: str) -> str:
    """A word or two on a function for the completion menu."""
    head = function_head(name) or name
    counts = "/".join(map(str, sorted(ARITIES[head]))) if len(ARITIES[head]) < 4 else "several"
    plain = f"{counts} argument{'' if counts == '1' else 's'}"
    return plain if head == name else f"{head}, {plain}"
