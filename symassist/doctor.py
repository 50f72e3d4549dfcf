"""What is wrong with this installation, and the cure: each check is a function that returns findings.

Distribution metadata decides which runtimes are installed, because both ONNX Runtime packages write the same folder:
what can be imported does not tell which one is there, and pip is content with both.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import metadata
from typing import Literal

from symassist.config import Settings
from symassist.errors import BundleError, SettingsError
from symassist.inference.cuda import driver_loads
from symassist.terminal import shows_unicode

Level = Literal["ok", "warning", "problem"]
REQUIRED = ("sympy", "symengine", "python-flint", "numpy", "scipy")


@dataclass(frozen=True)
class Finding:
    """One thing looked at. A 'warning' costs comfort or speed, a 'problem' answers; both carry their cure."""

    name: str
    level: Level
    message: str
    cure: str = ""


def installed_version(distribution: str) -> str | None:
    """The version that pip sees, or None."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def examine(
    environ: Mapping[str, str] = os.environ,
    *,
    encoding: str | None = None,
    version: Callable[[str], str | None] = installed_version,
    driver: Callable[[], bool] = driver_loads,
) -> list[Finding]:
    """All findings, the good ones too; the arguments say where to look."""
    findings = [Finding("python", "ok", f"{platform.python_version()} on {platform.platform(terse=True)}")]
    findings += [_package(name, version(name)) for name in REQUIRED]
    device = "auto"
    try:
        device = Settings.load(environ).device
    except SettingsError as error:
        findings.append(Finding("settings", "problem", str(error), "correct or unset the variable"))
    findings += [
        *_runtime(version("onnxruntime"), version("onnxruntime-gpu"), device, driver),
        _bundle(),
        _terminal(encoding or sys.stdout.encoding or "ascii"),
    ]
    return findings


def _package(name: str, version: str | None) -> Finding:
    if version is None:
        return Finding(name, "problem", "not installed", "pip install --upgrade symassist")
    return Finding(name, "ok", version)


def _runtime(cpu: str | None, gpu: str | None, device: str, driver: Callable[[], bool]) -> list[Finding]:
    if cpu is not None and gpu is not None:
        both = f"onnxruntime {cpu} and onnxruntime-gpu {gpu} overwrite each other"
        cure = "pip uninstall -y onnxruntime onnxruntime-gpu, then pip install symassist[gpu] (or symassist[cpu])"
        return [Finding("onnxruntime", "problem", both, cure)]
    if cpu is None and gpu is None:
        message = "no ONNX Runtime is installed; integrals are tried without the network"
        return [Finding("onnxruntime", "warning", message, "pip install symassist[cpu] (or symassist[gpu])")]
    found = f"onnxruntime {cpu}" if cpu is not None else f"onnxruntime-gpu {gpu}"
    findings = [Finding("onnxruntime", "ok", found)]
    if gpu is None and device == "cuda":
        cure = "pip uninstall -y onnxruntime, then pip install symassist[gpu]; or SYMASSIST_DEVICE=cpu"
        findings.append(Finding("cuda", "warning", "CUDA is asked for, but this ONNX Runtime has none", cure))
    elif gpu is not None and device != "cpu" and not driver():
        cure = "install NVIDIA's driver; or SYMASSIST_DEVICE=cpu"
        findings.append(Finding("cuda", "warning", "no NVIDIA driver: the network runs on the CPU", cure))
    elif gpu is not None:
        findings.append(Finding("cuda", "ok", "not used" if device == "cpu" else "driver found"))
    return findings


def _bundle() -> Finding:
    from symassist.inference.bundle import ENVIRONMENT_VARIABLE, ModelBundle

    try:
        bundle = ModelBundle.load()
    except BundleError as error:
        cure = f"reinstall symassist, or let {ENVIRONMENT_VARIABLE} name a bundle made for this version"
        return Finding("model", "problem", str(error), cure)
    return Finding("model", "ok", f"{bundle.path} (trained at {bundle.training_commit or 'an unknown commit'})")


def _terminal(encoding: str) -> Finding:
    if not shows_unicode(encoding):
        cure = "set PYTHONIOENCODING=utf-8, or LANG to a UTF-8 locale"
        return Finding("terminal", "warning", f"{encoding} cannot show mathematical characters", cure)
    return Finding("terminal", "ok", encoding)


def report(findings: list[Finding]) -> str:
    """One line a finding, and its cure below."""
    marks = {"ok": "ok", "warning": "WARNING", "problem": "PROBLEM"}
    width = max(len(finding.name) for finding in findings)
    lines = []
    for finding in findings:
        lines.append(f"{finding.name.ljust(width)}  {marks[finding.level].ljust(7)}  {finding.message}")
        if finding.cure:
            lines.append(f"{' ' * width}           cure: {finding.cure}")
    return "\n".join(lines)
