"""Nothing is sent off that cannot be read: the cursor goes to the place that the parser points at."""

from __future__ import annotations

from prompt_toolkit.document import Document
from prompt_toolkit.validation import ValidationError, Validator

from symassist.errors import ParseError, SymassistError
from symassist.repl.interpreter import Interpreter


class ReplValidator(Validator):
    """Reads the text as the interpreter would, without doing it."""

    def __init__(self, interpreter: Interpreter) -> None:
        self._interpreter = interpreter

    def validate(self, document: Document) -> None:
        """Accepts what can be read.

        Raises:
            ValidationError: with the place and the parser's words.
        """
        try:
            self._interpreter.check(document.text)
        except ParseError as error:
            place = len(document.text) if error.position is None else error.position
            raise ValidationError(place, error.message) from error
        except SymassistError as error:
            raise ValidationError(len(document.text), str(error).splitlines()[0]) from error
