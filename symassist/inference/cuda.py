"""Whether CUDA can be used at all: a question that ONNX Runtime answers with noise on both streams."""

from __future__ import annotations

import ctypes
import sys
from contextlib import redirect_stdout
from types import ModuleType


def driver_loads() -> bool:
    """Whether NVIDIA's driver library is there, without which no CUDA package works."""
    try:
        ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return False
    return True


def preload_libraries(runtime: ModuleType) -> None:
    """Loads the CUDA libraries that pip installed beside the runtime; what fails is told on stderr, not on stdout."""
    if hasattr(runtime, "preload_dlls"):
        with redirect_stdout(sys.stderr):
            runtime.preload_dlls()
