"""Faces whose packages are extras of the distribution: what is said where one is not installed."""

from __future__ import annotations

from collections.abc import Collection, Generator
from contextlib import contextmanager

import click


class Unavailable(click.ClickException):
    """What was asked for does not work here."""

    exit_code = 2


@contextmanager
def needs_extra(extra: str, face: str, packages: Collection[str]) -> Generator[None]:
    """Around imports of ``face``, which need the ``packages`` of an extra.

    Raises:
        Unavailable: one of these packages is missing; says how to install the extra.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in packages:
            raise
        message = f"{face} needs its extra: pip install 'symassist[{extra}]' (missing: {error.name})"
        raise Unavailable(message) from error
