"""What ``set`` can change: one frozen value, and a table of how each option is read and told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from symassist.config import PATIENCE, PROPOSERS, Device, Settings
from symassist.errors import BundleError, SettingsError
from symassist.inference.bundle import ModelBundle

_MOST_SYMBOLS = 16


@dataclass(frozen=True)
class Options:
    """The options of a session; a field's metadata holds its line of help and the values to choose from."""

    beam: int = field(default=10, metadata={"help": "hypotheses of the network's beam search, 1 to 1000"})
    timeout: float = field(default=10.0, metadata={"help": "seconds for one integral"})
    patience: float = field(default=PATIENCE, metadata={"help": "share of the time to spend where little hope is left"})
    proposers: tuple[str, ...] = field(
        default=PROPOSERS, metadata={"help": "who proposes, in any order", "choices": PROPOSERS}
    )
    judge: str = field(
        default="first",
        metadata={"help": "stop at the first whole answer, or judge all candidates", "choices": ("first", "all")},
    )
    output: str = field(
        default="pretty", metadata={"help": "how answers are written", "choices": ("pretty", "plain", "latex")}
    )
    positive: tuple[str, ...] = field(default=(), metadata={"help": "parameters assumed positive; none clears them"})
    keys: str = field(default="emacs", metadata={"help": "editing keys of the prompt", "choices": ("emacs", "vi")})
    device: Device = field(
        default="auto", metadata={"help": "where the network runs", "choices": ("auto", "cpu", "cuda")}
    )
    threads: int | None = field(default=None, metadata={"help": "threads of the network, or auto"})
    model: str | None = field(default=None, metadata={"help": "folder of the network, or auto for the one shipped"})

    @classmethod
    def of(cls, settings: Settings, **given: Any) -> Options:
        """The options that settings name, and those given."""
        return cls(**{name: getattr(settings, setting) for setting, name in _OF_SETTINGS.items()}, **given)

    def settings(self) -> Settings:
        """What an assistant is made of.

        Raises:
            SettingsError: an option is out of its range.
        """
        return Settings(**{setting: getattr(self, name) for setting, name in _OF_SETTINGS.items()})

    def changed(self, name: str, words: Sequence[str]) -> Options:
        """The options with ``name`` set to what ``words`` say.

        Raises:
            SettingsError: no such option, or the value has no sense; names what there is.
        """
        if name not in NAMES:
            raise SettingsError(f"no option {name!r}; there are {', '.join(NAMES)}")
        try:
            changed = replace(self, **{name: _READERS[name](words)})
            changed.settings()
        except (ValueError, IndexError) as error:  # SettingsError is one
            raise SettingsError(f"{name} = {' '.join(words)} has no sense: {error}") from error
        return changed

    def told(self, name: str) -> str:
        """The value of one option as ``set`` reads it."""
        value = getattr(self, name)
        if isinstance(value, tuple):
            return " ".join(value) or "none"
        return "auto" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


_OF_SETTINGS = {
    "beam_size": "beam",
    **{name: name for name in ("timeout", "patience", "proposers", "device", "threads", "model")},
}
"""A field of Settings to the option that is it."""

NAMES: tuple[str, ...] = tuple(each.name for each in fields(Options))
HELP: dict[str, str] = {each.name: each.metadata["help"] for each in fields(Options)}
CHOICES: dict[str, tuple[str, ...]] = {each.name: each.metadata.get("choices", ()) for each in fields(Options)}


def _one(words: Sequence[str]) -> str:
    if len(words) != 1:
        raise ValueError("one value, please")
    return words[0]


def _choice(name: str) -> Callable[[Sequence[str]], str]:
    def read(words: Sequence[str]) -> str:
        if _one(words) not in CHOICES[name]:
            raise ValueError(f"choose from {', '.join(CHOICES[name])}")
        return words[0]

    return read


def _several(words: Sequence[str]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(word for text in words for word in text.split(",") if word))
    if not names or any(name not in PROPOSERS for name in names):
        raise ValueError(f"choose some of {', '.join(PROPOSERS)}")
    return tuple(name for name in PROPOSERS if name in names)


def _symbols(words: Sequence[str]) -> tuple[str, ...]:
    names = [word for text in words for word in text.split(",") if word]
    if names in ([], ["none"]):
        return ()
    if len(names) > _MOST_SYMBOLS or not all(name.isidentifier() for name in names):
        raise ValueError(f"at most {_MOST_SYMBOLS} names of parameters")
    return tuple(dict.fromkeys(names))


def _model(words: Sequence[str]) -> str | None:
    if _one(words) == "auto":
        return None
    try:
        return str(ModelBundle.load(words[0]).path)
    except BundleError as error:
        raise ValueError(str(error)) from error


def _number(words: Sequence[str], kind: type[int] | type[float]) -> Any:
    try:
        return kind(_one(words).removesuffix("s"))
    except ValueError:
        raise ValueError(f"a {'whole ' if kind is int else ''}number, please") from None


_READERS: dict[str, Callable[[Sequence[str]], Any]] = {
    "beam": lambda words: _number(words, int),
    "timeout": lambda words: _number(words, float),
    "patience": lambda words: _number(words, float),
    "threads": lambda words: None if _one(words) == "auto" else _number(words, int),
    "proposers": _several,
    "model": _model,
    "positive": _symbols,
    **{name: _choice(name) for name in ("judge", "output", "keys", "device")},
}
