"""The exceptions of symassist. Misuse and broken environments raise; what mathematics leaves open is a value.

SymassistError
├── ParseError (ValueError)               the text is not an expression; carries the place
├── ProblemError (ValueError)             the question is not a well-posed integral
├── UnsupportedExpressionError (ValueError)   the expression has parts outside the vocabulary; names them
├── SettingsError (ValueError)            an option or a SYMASSIST_* variable has no sense
├── CommandError (ValueError)             a command of the REPL is not used like this
├── DecodeError (ValueError)              a token sequence is not an expression; carries position and token
├── BundleError                           the model bundle is missing, damaged or does not match this program
├── InferenceUnavailableError             no ONNX Runtime is installed
├── SolverUnavailableError                a solver or plugin that was asked for is not installed
├── PluginError                           a plugin is installed but cannot be loaded or started
└── WorkerError                           a worker process died or its task raised
"""

from __future__ import annotations


class SymassistError(Exception):
    """Base of every exception that symassist raises on purpose."""


class ParseError(SymassistError, ValueError):
    """The text is not an expression; ``str()`` shows the place with a caret."""

    def __init__(self, message: str, text: str = "", position: int | None = None) -> None:
        self.message, self.text, self.position = message, text, position
        super().__init__(message)

    def __str__(self) -> str:
        if self.position is None or not self.text:
            return self.message
        start = max(0, self.position - 60)
        shown = "".join(" " if char.isspace() else char for char in self.text[start : self.position + 60])
        return f"{self.message}\n  {shown}\n  {' ' * (self.position - start)}^"


class ProblemError(SymassistError, ValueError):
    """The question is not a well-posed integral (no variable, a matrix, a relation...)."""


class UnsupportedExpressionError(SymassistError, ValueError):
    """The expression contains functions or objects that have no token."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        super().__init__(f"not supported by the network's vocabulary: {', '.join(names)}")


class SettingsError(SymassistError, ValueError):
    """An option or an environment variable ``SYMASSIST_*`` has no sense; the message names it."""


class CommandError(SymassistError, ValueError):
    """A command of the REPL is unknown or not used like this; the message says how."""


class DecodeError(SymassistError, ValueError):
    """A token sequence is not one complete prefix expression."""

    def __init__(self, message: str, position: int, token: str) -> None:
        self.position, self.token = position, token
        super().__init__(f"{message} at position {position} (token {token!r})")


class BundleError(SymassistError):
    """The model bundle is missing, damaged, or made for another vocabulary; the message names both sides."""


class InferenceUnavailableError(SymassistError):
    """No ONNX Runtime is installed: ``pip install symassist[cpu]`` or ``symassist[gpu]``."""


class SolverUnavailableError(SymassistError):
    """A solver that was asked for by name is not installed; the message lists those that are."""


class PluginError(SymassistError):
    """A plugin is installed but cannot be loaded or started; ``__cause__`` is what its code raised."""


class WorkerError(SymassistError):
    """A worker process died, or the task that it ran raised."""
