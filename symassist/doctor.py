"""What is wrong with this installation, and the cure: each check is a function that returns findings.

Distribution metadata decides which runtimes are installed, because both ONNX Runtime packages write the same folder:
what can be imported does not tell which one is there, and pip is content with both.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from importlib import metadata
from typing import Literal

from symassist.config import PREFIX, PROPOSERS, Settings, variable_of
from symassist.config_files import default_files
from symassist.errors import (
    BundleError,
    InferenceUnavailableError,
    PluginError,
    SettingsError,
    SolverUnavailableError,
)
from symassist.inference.cuda import driver_loads
from symassist.plugins import registry
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
    settings, found = _settings(environ)
    runtime = _runtime(version("onnxruntime"), version("onnxruntime-gpu"), settings.device, driver)
    findings += [*found, *runtime, _bundle(settings.model, can_run=runtime[0].level == "ok")]
    findings += [*_plugins(settings.proposers), _terminal(encoding or sys.stdout.encoding or "ascii")]
    return findings


def _settings(environ: Mapping[str, str]) -> tuple[Settings, list[Finding]]:
    """The settings, or the defaults where they are broken; and what is wrong with files and variables."""
    known = {variable_of(each.name) for each in fields(Settings)}
    findings = []
    for variable in sorted(name for name in environ if name.startswith(PREFIX) and name not in known):
        close = get_close_matches(variable, known, n=1)
        cure = f"did you mean {close[0]}?" if close else "unset it"
        findings.append(Finding("settings", "warning", f"{variable} is no setting of symassist", cure))
    try:
        settings = Settings.load(environ)
    except SettingsError as error:
        cure = "correct the line, or unset the variable; symassist config show tells what holds"
        return Settings(), [*findings, Finding("settings", "problem", str(error), cure)]
    files = [str(file.path) for file in default_files() if file.path.exists()]
    return settings, [*findings, Finding("settings", "ok", ", ".join(files) or "no settings file")]


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


def _bundle(folder: str | None, *, can_run: bool) -> Finding:
    """Reads the bundle with its checksums, and starts the network where a runtime is there."""
    from symassist.inference.bundle import ENVIRONMENT_VARIABLE, ModelBundle
    from symassist.inference.onnx_model import OnnxModel

    cure = f"reinstall symassist, or let {ENVIRONMENT_VARIABLE} name a bundle made for this version"
    try:
        bundle = ModelBundle.load(folder)
        if can_run:
            OnnxModel(bundle, device="cpu", threads=1)
    except BundleError as error:
        return Finding("model", "problem", str(error), cure)
    except (InferenceUnavailableError, AttributeError) as error:  # AttributeError: what is left of a removed runtime
        cure = "pip uninstall -y onnxruntime onnxruntime-gpu, then pip install symassist[cpu] (or symassist[gpu])"
        return Finding("model", "problem", f"ONNX Runtime is installed but does not work: {error}", cure)
    return Finding("model", "ok", f"{bundle.path} (trained at {bundle.training_commit or 'an unknown commit'})")


def _plugins(asked_for: tuple[str, ...]) -> list[Finding]:
    """Every installed plugin is loaded, and started if it proposes; one that is asked for and fails is a problem."""
    findings = []
    for plugin in (*registry.installed(registry.PROPOSERS), *registry.installed(registry.HOSTS)):
        level: Level = "problem" if plugin.name in asked_for else "warning"
        brought = f"{plugin.distribution} {plugin.version}"
        try:
            if plugin.group == registry.PROPOSERS:
                registry.make_proposer(plugin.name)
            else:
                registry.load(plugin.name, plugin.group)
        except SolverUnavailableError as error:
            program, _, cure = str(error).rpartition(": ")
            findings.append(Finding(f"plugin {plugin.name}", level, program or str(error), cure if program else ""))
        except PluginError as error:
            cure = f"pip install --upgrade {plugin.distribution}, or pip uninstall {plugin.distribution}"
            findings.append(Finding(f"plugin {plugin.name}", level, str(error), cure))
        else:
            findings.append(Finding(f"plugin {plugin.name}", "ok", brought))
    known = {*PROPOSERS, *(plugin.name for plugin in registry.installed())}
    for name in asked_for:
        if name not in known:
            cure = "install it, or take it out of proposers (symassist config show)"
            findings.append(Finding(f"plugin {name}", "problem", "asked for in the settings, not installed", cure))
    return findings


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
