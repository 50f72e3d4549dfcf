"""The generator as a command: what an interruption leaves behind."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path


def _read_until(process: subprocess.Popen[bytes], wanted: bytes) -> None:
    assert process.stderr is not None
    seen = b""
    while not re.search(wanted, seen):
        read = os.read(process.stderr.fileno(), 4096)
        assert read, seen.decode()
        seen += read


def test_interrupted_twice_it_writes_its_shards_and_ends(tmp_path: Path) -> None:
    """``timeout -s INT`` signals the process and then its group, an impatient user presses Ctrl-C again."""
    mix, out = tmp_path / "mix.toml", tmp_path / "out"
    mix.write_text("[mix]\nforward = 1.0\n")
    command = [sys.executable, "-m", "training.generate", "--out", str(out), "--mix", str(mix), "--workers", "2"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True)
    try:
        _read_until(process, rb" [1-9]\d*/1000000")
        os.kill(process.pid, signal.SIGINT)
        _read_until(process, b"stopping")
        time.sleep(0.3)  # by now it waits for its workers
        os.killpg(process.pid, signal.SIGINT)
        _, rest = process.communicate(timeout=90)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0, rest.decode()
    assert "stopped" in rest.decode()
    assert json.loads((out / "manifest.json").read_text())["examples"] > 0
