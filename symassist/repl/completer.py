"""Completion with Tab: commands, functions, definitions, options; ``\\int`` becomes ∫ and ``\\alpha`` α."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document

from symassist.parsing.names import CONSTANTS, GREEK
from symassist.repl.commands import COMMANDS
from symassist.repl.interpreter import Interpreter
from symassist.repl.options import CHOICES, HELP
from symassist.words import FUNCTION_NAMES, LATEX_SYMBOLS, description

_LATEX = re.compile(r"\\([A-Za-z]*)$")
_WORD = re.compile(r"[^\W\d_]\w*$")
_COMMAND = re.compile(r"\s*([A-Za-z]+)\s+(.*)$", re.DOTALL)
_PATH = re.compile(r"\s*(?:save\s+|plot\b[^>]*>\s*)(?P<path>\S*)$")


class ReplCompleter(Completer):
    """Completions for an interpreter, whose definitions and options it reads."""

    def __init__(self, interpreter: Interpreter) -> None:
        self._interpreter = interpreter
        self._paths = PathCompleter(expanduser=True)

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """What the word before the cursor may become."""
        before = document.text_before_cursor
        if (path := _PATH.match(before)) is not None:
            part = path["path"]
            yield from self._paths.get_completions(Document(part, len(part)), complete_event)
        elif (latex := _LATEX.search(before)) is not None:
            yield from _latex(latex.group(1))
        elif (command := _COMMAND.match(before)) is not None and command.group(1) in ("set", "help", "info", "forget"):
            yield from self._arguments(command.group(1), command.group(2))
        elif (word := _WORD.search(before)) is not None:
            yield from self._words(word.group(), leads=not before[: word.start()].strip())

    def _arguments(self, command: str, rest: str) -> Iterator[Completion]:
        words = rest.split(" ")
        if command == "set" and len(words) > 1:
            yield from _matching(words[-1], dict.fromkeys(CHOICES.get(words[0], ()), ""))
            return
        offers: dict[str, dict[str, str]] = {
            "set": HELP,
            "help": {name: each.summary for name, each in COMMANDS.items()},
            "info": dict.fromkeys((*self._interpreter.definitions, *FUNCTION_NAMES, *CONSTANTS), ""),
            "forget": dict.fromkeys(self._interpreter.definitions, ""),
        }
        yield from _matching(words[-1], offers[command])

    def _words(self, word: str, *, leads: bool) -> Iterator[Completion]:
        seen: set[str] = set()
        offers: list[dict[str, str]] = [
            {name: each.summary for name, each in COMMANDS.items()} if leads else {},
            dict.fromkeys(self._interpreter.definitions, "defined"),
            {name: description(name) for name in FUNCTION_NAMES if name.startswith(word)},
            dict.fromkeys(CONSTANTS, "constant"),
            dict.fromkeys(sorted(GREEK), "symbol"),
        ]
        for offer in offers:
            for completion in _matching(word, offer):
                if completion.text not in seen:
                    seen.add(completion.text)
                    yield completion


def _latex(name: str) -> Iterator[Completion]:
    r"""``\int`` as ∫; a function's command as the function."""
    for command, character in LATEX_SYMBOLS.items():
        if command.startswith(name):
            yield Completion(character, -len(name) - 1, display=f"{character}  \\{command}")
    for function in FUNCTION_NAMES:
        if name and function.startswith(name) and function not in LATEX_SYMBOLS:
            yield Completion(function, -len(name) - 1, display_meta=description(function))


def _matching(word: str, offers: dict[str, str]) -> Iterator[Completion]:
    for name, meta in offers.items():
        if name.startswith(word) and name != word:
            yield Completion(name, -len(word), display_meta=meta)
