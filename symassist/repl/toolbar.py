"""The bottom line of the prompt: model, beam, timeout, keys, and how the last integral ended."""

from __future__ import annotations

from functools import cache
from math import prod

from prompt_toolkit.formatted_text import StyleAndTextTuples

from symassist import render
from symassist.errors import BundleError
from symassist.inference.bundle import ModelBundle
from symassist.repl.interpreter import Interpreter


@cache
def model_name(path: str | None) -> str:
    """The network in ``path``, by default the shipped one, by its size, or that there is none."""
    try:
        bundle = ModelBundle.load(path)
    except BundleError:
        return "no model"
    return f"{sum(prod(place.shape) for place in bundle.tensors.values()) / 1e6:.1f} M parameters"


def toolbar(interpreter: Interpreter) -> StyleAndTextTuples:
    """Fragments; the last status in its own colour."""
    options, solution = interpreter.options, interpreter.solution
    model = model_name(options.model) if "network" in options.proposers else "without network"
    parts: StyleAndTextTuples = []
    for name, value in (("model", model), ("beam", options.told("beam")), ("timeout", f"{options.timeout:g} s")):
        parts += [("class:bottom-toolbar.name", f" {name} "), ("", f"{value} ")]
    parts += [("class:bottom-toolbar.name", f" {options.keys} ")]
    if solution is not None:
        status = render.status(solution)
        mark = render.MARKS[status] if interpreter.screen.unicode else ""
        parts += [("class:bottom-toolbar.name", " last "), (f"class:{status.value.lower()}", f"{mark} {status.value} ")]
        parts += [("", f"{solution.seconds:.2f} s ")]
    else:
        parts += [("class:bottom-toolbar.name", " help "), ("", "shows what can be typed ")]
    return parts
