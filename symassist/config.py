"""Frozen settings: argument > ``SYMASSIST_*`` > project file > user file > default; every value knows its source."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from symassist.config_files import SettingsFile, default_files, place_of, read
from symassist.errors import SettingsError

Device = Literal["auto", "cpu", "cuda"]
PREFIX = "SYMASSIST_"


@dataclass(frozen=True)
class _Kind:
    """What a field's values are: how text is read, what a TOML value has to be, and which values are in range."""

    from_text: Callable[[str], Any]
    from_toml: Callable[[Any], Any]
    good: Callable[[Any], bool]
    described: str


def _toml(*types: type) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, types):
            raise ValueError(f"a {type(value).__name__} stands there")
        return value

    return check


def _about(kind: _Kind, help_text: str, example: Any = None) -> dict[str, Any]:
    """A field's metadata; ``example`` stands in the template where the default is none."""
    return {"kind": kind, "help": help_text, "example": example}


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def _name_list(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ValueError('write a list such as ["network", "ansatz"]')
    return tuple(dict.fromkeys(value))


def _table(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(keys, str) for keys in value.values()):
        raise ValueError('write a table such as {solve = "ctrl+s"}')
    return dict(value)


def _pairs(text: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in text.split() if pair]
    if not all(action and equals and keys for action, equals, keys in pairs):
        raise ValueError("write action=keys, separated by spaces")
    return {action: keys for action, _, keys in pairs}


PROPOSERS = ("retrieval", "network", "ansatz", "search", "sympy")
"""Our own sources of candidates, in the order in which they are asked; search and SymPy side by side, while the ansatz
repair is still at work."""

PATIENCE, PATIENT_SECONDS = 0.45, 4.5
"""Share of its time after which, but at least so long until a solve without an answer ends, if little hope is left."""

_BEAM = _Kind(int, _toml(int), lambda value: 1 <= value <= 1000, "a whole number, 1 to 1000")
_SECONDS = _Kind(float, lambda v: float(_toml(int, float)(v)), lambda v: 0 < v < float("inf"), "seconds, more than 0")
_SHARE = _Kind(float, lambda v: float(_toml(int, float)(v)), lambda v: 0 <= v <= 1, "a share, 0 to 1")
_THREADS = _Kind(int, _toml(int), lambda value: value is None or value >= 1, "a whole number, at least 1")
_DEVICE = _Kind(str.lower, _toml(str), lambda value: value in ("auto", "cpu", "cuda"), "auto, cpu or cuda")
_PROPOSERS = _Kind(_names, _name_list, bool, "names of proposers, at least one")
_PATH = _Kind(str, _toml(str), lambda value: value is None or bool(value), "a folder")
_KEYS = _Kind(_pairs, _table, lambda value: True, "action and keys")


@dataclass(frozen=True)
class Settings:
    """What a face needs to make an Assistant. Names of variables and TOML keys are those of the fields.

    Raises:
        SettingsError: a value is out of its range.
    """

    beam_size: int = field(default=10, metadata=_about(_BEAM, "Hypotheses of the network's beam search."))
    timeout: float = field(default=10.0, metadata=_about(_SECONDS, "Seconds for one integral."))
    patience: float = field(
        default=PATIENCE,
        metadata=_about(
            _SHARE, "Share of the time after which a solve ends that has found nothing and sees little hope."
        ),
    )
    threads: int | None = field(default=None, metadata=_about(_THREADS, "Threads of the network.", 2))
    device: Device = field(default="auto", metadata=_about(_DEVICE, "Where the network runs."))
    proposers: tuple[str, ...] = field(
        default=PROPOSERS,
        metadata=_about(_PROPOSERS, "Who proposes candidates; a plugin is asked only if it is named."),
    )
    model: str | None = field(
        default=None, metadata=_about(_PATH, "The network; the shipped one if not set.", "/a/bundle")
    )
    keys: Mapping[str, str] = field(
        default_factory=dict, hash=False, metadata=_about(_KEYS, "Keys of the terminal interface, by action.")
    )

    def __post_init__(self) -> None:
        for each in fields(self):
            kind: _Kind = each.metadata["kind"]
            value = getattr(self, each.name)
            if not kind.good(value):
                raise SettingsError(f"{each.name} is out of range: {value!r} (expected {kind.described})")

    @classmethod
    def load(
        cls, environ: Mapping[str, str] = os.environ, *, files: Sequence[SettingsFile] | None = None, **given: Any
    ) -> Settings:
        """The settings of ``given`` (None means not given), the environment, the files and the defaults, in this order.

        >>> Settings.load({"SYMASSIST_BEAM_SIZE": "50", "SYMASSIST_TIMEOUT": "2"}, files=(), timeout=5.0).beam_size
        50

        Raises:
            SettingsError: a value has no sense, or a file an unknown key; names the place.
        """
        return cls(**{name: found.value for name, found in resolve(environ, files=files, **given).items()})


@dataclass(frozen=True)
class Sourced:
    """A value and where it was set: an argument, a variable, a file with its line, or 'default'."""

    value: Any
    source: str


def resolve(
    environ: Mapping[str, str] = os.environ, *, files: Sequence[SettingsFile] | None = None, **given: Any
) -> dict[str, Sourced]:
    """Every field's value and its source; see ``Settings.load``.

    Raises:
        SettingsError: a value has no sense, or a file an unknown key; names the place.
    """
    defaults = Settings()
    names = [each.name for each in fields(Settings)]
    contents = [(file, read(file, names)) for file in (default_files() if files is None else files)]
    found: dict[str, Sourced] = {}
    for each in fields(Settings):
        name, kind, variable = each.name, each.metadata["kind"], variable_of(each.name)
        source, convert, raw = "default", None, getattr(defaults, name)
        holding = next(((file, values[name]) for file, values in contents if name in values), None)
        if given.get(name) is not None:
            source, raw = "argument", given[name]
        elif variable in environ:
            source, convert, raw = variable, kind.from_text, environ[variable]
        elif holding is not None:
            source, convert, raw = (
                f"{holding[0].owner} file {place_of(holding[0].path, name)}",
                kind.from_toml,
                holding[1],
            )
        found[name] = Sourced(_value(name, kind, raw, convert, source), source)
    return found


def variable_of(name: str) -> str:
    """The environment variable of a field."""
    return PREFIX + name.upper()


def _value(name: str, kind: _Kind, raw: Any, convert: Callable[[Any], Any] | None, source: str) -> Any:
    """The value in its type and range, or a SettingsError that names where it stands."""
    where = f"{source}={raw!r}" if source.startswith(PREFIX) else f"{source}: {name} = {raw!r}"
    try:
        value = raw if convert is None else convert(raw)
        Settings(**{name: value})
    except SettingsError as error:
        raise error if source == "argument" else SettingsError(f"{where} has no sense: {error}") from error
    except ValueError as error:
        raise SettingsError(f"{where} has no sense: expected {kind.described}; {error}") from error
    return value


def template() -> str:
    """A settings file in which every key stands with its default, or an example, commented out."""
    lines = [
        "# Settings of symassist. Stronger: a command's option, SYMASSIST_* variables, a project's symassist.toml.",
        "",
    ]
    tables = []
    for each in fields(Settings):
        comment = f"# {each.metadata['help']} ({each.metadata['kind'].described}; {variable_of(each.name)})"
        default = getattr(Settings(), each.name)
        if isinstance(default, Mapping):
            tables += [comment, f"# [{each.name}]", '# an-action = "ctrl+s"', ""]
        else:
            lines += [
                comment,
                f"# {each.name} = {_as_toml(each.metadata['example'] if default is None else default)}",
                "",
            ]
    return "\n".join([*lines, *tables]).rstrip() + "\n"


def _as_toml(value: Any) -> str:
    """JSON, whose numbers, strings and lists are TOML's as well."""
    return json.dumps(list(value) if isinstance(value, tuple) else value)
