"""The real onnxruntime-gpu on a machine without CUDA: it answers, on the CPU, and says so."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from symassist.inference.cuda import driver_loads

SCRIPT = """
import onnxruntime, sympy
assert "CUDAExecutionProvider" in onnxruntime.get_available_providers(), onnxruntime.__file__
from symassist.inference.bundle import ModelBundle
from symassist.inference.onnx_model import OnnxModel
from symassist import Assistant, Problem
x = sympy.Symbol("x", real=True)
model = OnnxModel(ModelBundle.load())
solution = Assistant(model=model, proposers=("network",)).solve(Problem(x * sympy.exp(x), x))
print(model.device, sympy.expand(solution.antiderivative))
"""


@pytest.mark.slow
@pytest.mark.skipif(driver_loads(), reason="this machine has an NVIDIA driver")
def test_gpu_runtime_without_cuda_runs_on_the_cpu_and_says_so(tmp_path: Path) -> None:
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(tmp_path)]
    subprocess.run([*install, "onnxruntime-gpu"], check=True)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    ran = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout.split(maxsplit=1) == ["cpu", "x*exp(x) - exp(x)\n"]
    assert "no NVIDIA driver; the network runs on the CPU" in ran.stderr
