"""Text to tokens: one scanner for SymPy, common mathematical, Unicode and LaTeX spellings.

Every token keeps its place in the text, so that errors can point. Choices made here:

- A letter followed by digits or ``_`` and a word is one symbol: ``b1``, ``x_0``, ``x_{max}``.
- ``2e3`` is 2000 as in SymPy; ``2e`` and ``2e^x`` use Euler's number.
- ``dx`` is a differential or d*x: see ``differentials.py``.

What words mean is read in ``letters.py``; here are numbers, marks, Unicode, LaTeX commands and differentials.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from symassist.errors import ParseError
from symassist.parsing.characters import MARKS, REFUSED_CHARACTERS, SUBSCRIPTS, SUPERSCRIPTS
from symassist.parsing.differentials import differential, is_derivative
from symassist.parsing.latex import OPERATOR_COMMANDS, REFUSED_COMMANDS, SPACING_COMMANDS, WORD_COMMANDS
from symassist.parsing.letters import Letters
from symassist.parsing.names import ALIASES, ARITIES, GREEK, GREEK_CHARACTERS, RELATION, suggestion
from symassist.parsing.reading import MAX_LENGTH, Token

_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)")
_WRAPPED = re.compile(r"\*?\s*\{\s*([A-Za-z0-9]+)\s*\}|\s+([A-Za-z])")
_SIDED_BAR = re.compile(r"\s*(?:\||\\[lr]?vert\b)")


class Scanner(Letters):
    """One pass over the text."""

    def scan(self) -> list[Token]:
        """The tokens, closed by one of kind 'end'.

        Raises:
            ParseError: at the first character or word that means nothing.
        """
        if len(self.original) > MAX_LENGTH:
            raise ParseError(f"the text has {len(self.original)} characters; at most {MAX_LENGTH} are read")
        while self.at < len(self.text):
            self._next()
        if not self.tokens:
            raise ParseError("there is no expression", self.original, 0)
        self._find_trailing_differential()
        self._add("end", "", len(self.text))
        return self.tokens

    def _next(self) -> None:
        start, char = self.at, self.text[self.at]
        if char.isspace() or char in "$~\u200b\u2061\u2062":
            self.at += 1
        elif char in "d\\" and self._differential():
            pass
        elif char == "\\":
            self._command()
        elif self.text.startswith("**", start):
            self._add("^", "^", start)
            self.at += 2
        elif (number := _NUMBER.match(self.text, start)) is not None:
            self._add("number", number.group(), start)
            self.at = number.end()
        elif "A" <= char <= "Z" or "a" <= char <= "z":
            self._word()
        elif char in MARKS:
            self._add(MARKS[char], char, start)
            self.at += 1
        elif char in SUPERSCRIPTS:
            self._script(SUPERSCRIPTS, "^")
        elif char in SUBSCRIPTS:
            self._script(SUBSCRIPTS, "_")
        else:
            self._unusual(char)

    def _script(self, table: dict[str, str], mark: str) -> None:
        """``²`` is ``^{2}``; ``x₁`` is the symbol ``x_1``, and ``∫₀`` a limit."""
        start = self.at
        while self.at < len(self.text) and self.text[self.at] in table:
            self.at += 1
        content = "".join(table[char] for char in self.text[start : self.at])
        last = self.tokens[-1] if self.tokens else None
        if mark == "_" and last is not None and last.kind == "symbol":
            self.tokens[-1] = Token("symbol", f"{last.text}_{content}", last.position)
            return
        self._add(mark, mark, start)
        self._add("{", "{", start)
        for piece in re.findall(r"[0-9]+|.", content):
            kind = "number" if piece.isdigit() else "symbol" if piece.isalpha() else piece
            self._add(kind, piece, start)
        self._add("}", "}", start)

    def _unusual(self, char: str) -> None:
        """Greek letters, infinity, and relations in conditions; everything else is refused with a reason."""
        start = self.at
        if (relation := RELATION.match(self.text, start)) is not None and self._in_pieces():
            self._add("relation", relation.group(), start)
            self.at = relation.end()
            return
        if char in GREEK_CHARACTERS and char not in "πΓ":
            self._symbol(GREEK_CHARACTERS[char], start, start + 1)
            return
        if char == "Γ":
            self._add("function", "gamma", start)
        elif char in "π∞":
            self._add("constant", "pi" if char == "π" else "oo", start)
        else:
            raise self._fail(REFUSED_CHARACTERS.get(char, f"the character {char!r} has no meaning here"))
        self.at += 1

    def _differential(self) -> bool:
        """Takes a differential; says whether there was one."""
        if "d" in self.declared:
            return False
        if is_derivative(self.text, self.at):
            raise self._fail("a derivative stands here; write out the function that it is")
        kinds = [token.kind for token in self.tokens]
        found = differential(self.text, self.at, kinds, announced=self.integral)
        if found is None:
            return False
        self._add("differential", found.variable, self.at)
        self.at = found.end
        return True

    def _command(self) -> None:
        match = _COMMAND.match(self.text, self.at)
        if match is None:
            raise self._fail("a backslash ends the text")
        start, name = self.at, match.group()[1:]
        self.at = match.end()
        if name in SPACING_COMMANDS:
            return
        if name in ("left", "right"):
            self._delimiter(name)
        elif name in OPERATOR_COMMANDS:
            self._add(OPERATOR_COMMANDS[name], name, start)
        elif name in WORD_COMMANDS:
            self._wrapped(start)
        elif name in ("pi", "infty"):
            self._add("constant", "pi" if name == "pi" else "oo", start)
        elif name.removeprefix("var") in GREEK and name != "Gamma":
            self._symbol(name.removeprefix("var"), start, self.at)
        elif name in REFUSED_COMMANDS:
            raise self._fail(REFUSED_COMMANDS[name], start)
        elif name in ALIASES or name in ARITIES:
            self._add("function", ALIASES.get(name, name), start)
        else:
            raise self._fail(f"unknown LaTeX command '\\{name}'{suggestion(name)}", start)

    def _delimiter(self, side: str) -> None:
        r"""What follows ``\left`` or ``\right``: a bar's side is known; other brackets scan as themselves."""
        bar = _SIDED_BAR.match(self.text, self.at)
        if bar is not None:
            self._add("|(" if side == "left" else ")|", "|", self.at)
            self.at = bar.end()

    def _wrapped(self, start: int) -> None:
        r"""``\operatorname{erf}`` and ``\mathrm{e}`` name what the word names."""
        match = _WRAPPED.match(self.text, self.at)
        if match is None:
            raise self._fail("expected a name in braces")
        name = match.group(1) or match.group(2)
        if name == "i":  # upright, as typographers set the imaginary unit; an italic i is a symbol
            self._add("constant", "I", start)
            self.at = match.end()
        elif not self._known(name, start, match.end()):
            raise self._fail(f"unknown name '{name}'{suggestion(name)}", start)

    def _find_trailing_differential(self) -> None:
        """Under an integral sign ``d x`` with a space, at the end of the text, is a differential as well."""
        if not self.integral or any(token.kind == "differential" for token in self.tokens):
            return
        *_, last_but_one, last = [Token("", "", 0), *self.tokens]
        if last.kind == last_but_one.kind == "symbol" and last_but_one.text == "d" and "d" not in self.declared:
            self.tokens[-2:] = [Token("differential", last.text, last_but_one.position)]


def tokenize(text: str, declared: Collection[str] = ()) -> list[Token]:
    """The tokens of ``text``; ``declared`` names are symbols whatever else they could mean.

    >>> [token.text for token in tokenize("2xe^-x")]
    ['2', 'x', 'E', '^', '-', 'x', '']

    Raises:
        ParseError: at the first character or word that means nothing.
    """
    return Scanner(text, declared).scan()
