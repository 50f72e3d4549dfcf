"""Frozen settings: an argument beats an environment variable ``SYMASSIST_*``, which beats the default."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, cast

from symassist.errors import SettingsError

Device = Literal["auto", "cpu", "cuda"]
PREFIX = "SYMASSIST_"


@dataclass(frozen=True)
class Settings:
    """What a face needs to make an Assistant.

    Raises:
        SettingsError: a value is out of its range.
    """

    beam_size: int = 10
    """Hypotheses of the beam search (``SYMASSIST_BEAM_SIZE``)."""
    timeout: float = 10.0
    """Seconds for one integral (``SYMASSIST_TIMEOUT``)."""
    threads: int | None = None
    """Threads of the network; the runtime's own choice by default (``SYMASSIST_THREADS``)."""
    device: Device = "auto"
    """Where the network runs: auto, cpu or cuda (``SYMASSIST_DEVICE``)."""

    def __post_init__(self) -> None:
        for name, good in _RANGES.items():
            if not good(getattr(self, name)):
                raise SettingsError(f"{name} is out of range: {getattr(self, name)!r}")

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ, **given: Any) -> Settings:
        """The settings of ``given`` (None means not given), the environment and the defaults, in this order.

        >>> Settings.load({"SYMASSIST_BEAM_SIZE": "50", "SYMASSIST_TIMEOUT": "2"}, timeout=5.0)
        Settings(beam_size=50, timeout=5.0, threads=None, device='auto')

        Raises:
            SettingsError: a variable or an argument has no sense; names it.
        """
        values: dict[str, Any] = {}
        for field in fields(cls):
            variable = PREFIX + field.name.upper()
            if given.get(field.name) is not None:
                values[field.name] = given[field.name]
            elif variable in environ:
                try:
                    values[field.name] = _READERS[field.name](environ[variable])
                except ValueError as error:
                    raise SettingsError(f"{variable}={environ[variable]!r} has no sense: {error}") from error
        return cls(**values)


_READERS: dict[str, Callable[[str], Any]] = {
    "beam_size": int,
    "timeout": float,
    "threads": int,
    "device": lambda text: cast(Device, text.lower()),
}
_RANGES: dict[str, Callable[[Any], bool]] = {
    "beam_size": lambda value: 1 <= value <= 1000,
    "timeout": lambda value: 0 < value < float("inf"),
    "threads": lambda value: value is None or value >= 1,
    "device": lambda value: value in ("auto", "cpu", "cuda"),
}
