"""The end of an interactive program, which does not wait for what was cancelled and has not noticed yet."""

from __future__ import annotations

import atexit
import os
import sys
from typing import NoReturn


def leave(code: int) -> NoReturn:
    """Ends the process after its exit functions, but without the end of the interpreter.

    That would take half a second to clear what SymPy has cached, and stops daemon threads wherever they next ask for
    its lock: one that does so inside C++ (symengine, ONNX Runtime) brings the process down with an abort.
    """
    atexit._run_exitfuncs()  # the worker pool and the consoles of plugins end their processes there
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
