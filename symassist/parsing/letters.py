"""Runs of letters to tokens: a name that is known, or a product of letters and functions; ``names.py`` says which."""

from __future__ import annotations

import re

from symassist.parsing.names import CONDITION_WORDS, CONSTANTS, GREEK, function_head, split_run, suggestion
from symassist.parsing.reading import Reading

MAX_SPLIT = 4
"""Longer unknown words are more likely a name or a slip than a product of letters."""
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*")
_LETTERS = re.compile(r"[A-Za-z]+")
_BRACKET_AHEAD = re.compile(r"\s*(?:\\left\s*)?[(\[]")


class Letters(Reading):
    """A reading that takes words."""

    def _word(self) -> None:
        start = self.at
        letters = ""
        for pattern in (_WORD, _LETTERS):
            match = pattern.match(self.text, start)
            assert match is not None  # the caller saw a letter
            letters, end = match.group(), match.end()
            if letters in self.declared:
                self._add("symbol", letters, start)
                self.at = end
                return
            if self._known(letters, start, end):
                return
        self._run(letters, start)

    def _bracket_follows(self, end: int) -> bool:
        return _BRACKET_AHEAD.match(self.text, end) is not None

    def _index_follows(self, end: int) -> bool:
        """``E1`` and ``I_0`` are symbols, though ``E`` and ``I`` are constants."""
        return end < len(self.text) and (self.text[end] in "0123456789" or self.text[end] == "_")

    def _known(self, name: str, start: int, end: int) -> bool:
        """Takes ``name`` when it is a function, a constant, a Greek letter or an integral; says whether it was."""
        head = function_head(name)
        if head in ("gamma", "beta", "zeta") and name != "Gamma" and not self._bracket_follows(end):
            head = None
        if name in ("Integral", "integrate", "Integrate", "int", "integral") and not self.tokens:
            self._add("integral", name, start)
        elif head is not None:
            self._add("function", head, start)
        elif name in CONDITION_WORDS and self._in_pieces():
            self._add("relation", CONDITION_WORDS[name], start)
        elif name in CONSTANTS and not (len(name) == 1 and self._index_follows(end)):
            self._add("constant", CONSTANTS[name], start)
        elif name in ("f", "g", "h") and self.text.startswith("(", end):
            raise self._fail(f"'{name}(' looks like an unknown function; for a product write {name}*(", start)
        elif name in GREEK or len(name) == 1:
            self._symbol(name, start, end)
            return True
        else:
            return False
        self.at = end
        return True

    def _run(self, run: str, start: int) -> None:
        """A product of letters and functions: ``xy``, ``xsin`` or, under an integral sign and at the end, ``xdx``."""
        ends = self.integral or not self.text[start + len(run) :].strip("$ ")
        tail = run[-1] if ends and "d" not in self.declared and len(run) >= 3 and run[-2] == "d" else ""
        body = run[:-2] if tail else run
        end = start + len(run)
        pieces = [body] if function_head(body) or body in self.declared else split_run(body)
        if run == "Matrix":
            raise self._fail("matrices are not integrands", start)
        if len(run) > 2 and not tail and function_head(pieces[-1]) is None and self._bracket_follows(end):
            raise self._fail(f"unknown function '{run}'{suggestion(run)}", start)
        if sum(len(piece) == 1 for piece in pieces) > MAX_SPLIT:
            raise self._fail(f"unknown name '{run}'{suggestion(run)} (products of letters need * or spaces)", start)
        self.at = start
        for piece in pieces:
            self._piece(piece, self.at)
        if tail:
            self._add("differential", tail, self.at)
            self.at = end

    def _piece(self, piece: str, at: int) -> None:
        """One factor of a run; its last letter takes the digits or the subscript that follow: ``ab1`` is a*b1."""
        end = at + len(piece)
        self.at = end
        head = None if piece in self.declared else function_head(piece)
        if head is not None:
            self._add("function", head, at)
        elif piece in CONSTANTS and piece not in self.declared and not self._index_follows(end):
            self._add("constant", CONSTANTS[piece], at)
        else:
            self._symbol(piece, at, end)
