"""The commands ``tui``, ``serve`` and ``repl``: misuse and missing extras are told before anything starts."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from symassist.cli import main


@pytest.mark.parametrize("command", ["tui", "serve"])
def test_help_and_the_list_of_commands(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    assert "--timeout" in capsys.readouterr().out
    assert main(["--help"]) == 0
    assert f"  {command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "package", "face"),
    [
        ("tui", "textual", "symassist.tui.app"),
        ("serve", "textual_serve", "symassist.serve.server"),
        ("repl", "prompt_toolkit", "symassist.repl.session"),
    ],
)
def test_a_missing_extra_is_named(
    command: str, package: str, face: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [*sys.modules]:
        if name.partition(".")[0] == package or (name.startswith(f"symassist.{command}.") and name != face):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, face, raising=False)
    monkeypatch.setitem(sys.modules, package, None)
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    # None makes an import raise ModuleNotFoundError that names the package.
    assert main([command]) == 2
    assert f"pip install 'symassist[{command}]'" in capsys.readouterr().err


def test_bad_settings_are_misuse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tui", "--beam", "0"]) == 2
    (tmp_path / "symassist.toml").write_text("[keys]\nhelp = 1\n")
    monkeypatch.chdir(tmp_path)
    assert main(["tui"]) == 2
    assert "symassist.toml:1: keys" in capsys.readouterr().err


def test_a_port_in_use_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["serve", "--port", str(taken.getsockname()[1])]) == 2
    assert "cannot listen on 127.0.0.1" in capsys.readouterr().err
