"""Settings: which source wins, and what a mistake in each says about its place."""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from symassist import cli, config_files
from symassist.config import PATIENCE, PROPOSERS, Settings, resolve, template, variable_of
from symassist.config_files import SettingsFile
from symassist.errors import SettingsError
from symassist.plugins import registry


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder and a user folder without any settings."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    for name in [name for name in os.environ if name.startswith("SYMASSIST_")]:
        monkeypatch.delenv(name)
    (tmp_path / "project" / "below").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "project" / "below")
    return tmp_path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_argument_beats_variable_beats_project_beats_user_beats_default(nowhere: Path) -> None:
    user = write(config_files.user_file(), "timeout = 1\nbeam_size = 1\nthreads = 1\ndevice = 'cpu'\n")
    project = write(nowhere / "project" / "symassist.toml", "\ntimeout = 2\nbeam_size = 2\nthreads = 2\n")
    found = resolve({"SYMASSIST_TIMEOUT": "3", "SYMASSIST_BEAM_SIZE": "3"}, timeout=4.0)
    assert {name: (each.value, each.source) for name, each in found.items() if name != "keys"} == {
        "timeout": (4.0, "argument"),
        "patience": (PATIENCE, "default"),
        "beam_size": (3, "SYMASSIST_BEAM_SIZE"),
        "threads": (2, f"project file {project}:4"),
        "device": ("cpu", f"user file {user}:4"),
        "proposers": (PROPOSERS, "default"),
        "model": (None, "default"),
    }


def test_every_field_is_read_from_text_and_from_toml(tmp_path: Path) -> None:
    text = (
        'beam_size=2\ntimeout=3\npatience=0.9\nthreads=4\ndevice="cpu"\nproposers=["sympy", "maxima"]\nmodel="/m"\n'
        '[keys]\na="x,y"\n'
    )
    file = SettingsFile(write(tmp_path / "all.toml", text), "user")
    variables = {
        "BEAM_SIZE": "2",
        "TIMEOUT": "3",
        "PATIENCE": "0.9",
        "THREADS": "4",
        "DEVICE": "CPU",
        "PROPOSERS": "sympy, maxima",
    }
    environ = {f"SYMASSIST_{name}": value for name, value in {**variables, "MODEL": "/m", "KEYS": "a=x,y"}.items()}
    expected = Settings(2, 3.0, 0.9, 4, "cpu", ("sympy", "maxima"), "/m", {"a": "x,y"})
    assert Settings.load({}, files=[file]) == Settings.load(environ, files=()) == expected
    assert {variable_of(each.name) for each in fields(Settings)} == set(environ)


def test_settings_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().timeout = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("\nbeam = 3\n", "c.toml:2", "unknown key 'beam'; did you mean beam_size?"),
        ("[colours]\na = 1\n", "c.toml:1", "unknown key 'colours'; there are beam_size, timeout"),
        ("timeout = 'soon'\n", "c.toml:1", "expected seconds, more than 0"),
        ("timeout = true\n", "c.toml:1", "expected seconds"),
        ("\n\ntimeout = 0\n", "c.toml:3", "timeout is out of range: 0.0"),
        ("proposers = 'sympy'\n", "c.toml:1", "write a list"),
        ("proposers = []\n", "c.toml:1", "at least one"),
        ("keys = 3\n", "c.toml:1", "write a table"),
        ("[keys]\nsolve = 3\n", "c.toml:1", "write a table"),
        ("timeout = = 2\n", "c.toml", "line 1"),
    ],
)
def test_a_mistake_in_a_file_names_its_place(tmp_path: Path, text: str, place: str, message: str) -> None:
    file = SettingsFile(write(tmp_path / "c.toml", text), "user")
    with pytest.raises(SettingsError) as caught:
        Settings.load({}, files=[file])
    assert place in str(caught.value)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "variable", ["SYMASSIST_TIMEOUT=soon", "SYMASSIST_BEAM_SIZE=0", "SYMASSIST_KEYS=a", "SYMASSIST_PROPOSERS=,"]
)
def test_a_mistake_in_a_variable_names_it(variable: str) -> None:
    name, _, value = variable.partition("=")
    with pytest.raises(SettingsError, match=f"{name}='{value}' has no sense"):
        Settings.load({name: value}, files=())


def test_the_template_is_toml_and_means_the_defaults_once_uncommented(tmp_path: Path) -> None:
    assert tomllib.loads(template()) == {}
    lines = [line.removeprefix("# ") for line in template().splitlines() if " = " in line or line.startswith("# [")]
    file = SettingsFile(write(tmp_path / "t.toml", "\n".join(lines)), "user")
    loaded = Settings.load({}, files=[file])
    assert (loaded.beam_size, loaded.timeout, loaded.proposers) == (10, 10.0, PROPOSERS)


def test_init_writes_once_and_show_tells_sources(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["config", "init"]) == 0
    assert capsys.readouterr().out.strip() == str(config_files.user_file())
    assert cli.main(["config", "init"]) == 2
    assert "--force" in capsys.readouterr().err
    write(config_files.user_file(), "timeout = 7\n")
    assert cli.main(["config", "show"]) == 0
    row = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("timeout"))
    assert row.split(maxsplit=2) == ["timeout", "7.0", f"user file {config_files.user_file()}:1"]
    assert cli.main(["config", "show", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["beam_size"] == {"value": 10, "source": "default"}


def test_path_lists_the_stronger_first(nowhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["config", "init", "--project"]) == 0
    capsys.readouterr()
    assert cli.main(["config", "path"]) == 0
    project, user = capsys.readouterr().out.splitlines()
    assert project.split() == ["project", str(nowhere / "project" / "below" / "symassist.toml")]
    assert user.endswith("(does not exist)")


def test_a_broken_file_is_misuse_and_the_doctor_knows_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(registry, "entry_points", lambda group: [])
    file = write(config_files.user_file(), "beam = 3\n")
    for arguments in (["config", "show"], ["integrate", "x"]):
        assert cli.main(arguments) == 2
        assert f"{file}:1" in capsys.readouterr().err
    assert cli.main(["doctor"]) == 1
    assert f"{file}:1: unknown key 'beam'" in capsys.readouterr().out
