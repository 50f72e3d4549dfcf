"""The network over ONNX Runtime; the only module that imports it, and only when a model is made."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from symassist.config import Device
from symassist.errors import BundleError, InferenceUnavailableError
from symassist.inference.bundle import ModelBundle
from symassist.inference.cuda import driver_loads, preload_libraries
from symassist.inference.seq2seq import PAD

_CUDA, _CPU = "CUDAExecutionProvider", "CPUExecutionProvider"
_ON_CPU = "the network runs on the CPU (symassist[gpu] brings the CUDA libraries, not the driver)"


@dataclass(frozen=True)
class OnnxState:
    """Values on the device: ``past`` (K, H, T, Dh) and ``cross`` (B, H, S, Dh) by layer, keys then values.

    ``padding`` (B, S) is True where a source has ended.
    """

    past: tuple[Any, ...]
    cross: tuple[Any, ...]
    padding: Any
    hypotheses: int
    problems: int


class OnnxModel:
    """A ``Seq2SeqModel`` over the two graphs of a bundle.

    ``device`` 'auto' and 'cuda' run on CUDA when it is really there and else say so and run on the CPU; only 'cuda'
    also says so where ONNX Runtime was built without CUDA. ``threads`` is the runtime's own choice by default.

    Raises:
        InferenceUnavailableError: no ONNX Runtime is installed.
        BundleError: the runtime cannot read the graphs.
    """

    def __init__(self, bundle: ModelBundle, *, device: Device = "auto", threads: int | None = None) -> None:
        self.bundle, self.vocabulary_size = bundle, bundle.vocabulary_size
        self._runtime = _runtime()
        providers = self._providers(device)
        self._encoder = self._session(bundle.encoder, providers, threads)
        self._decoder = self._session(bundle.decoder, providers, threads)
        on_cuda = _CUDA in self._decoder.get_providers()
        self.device: Literal["cpu", "cuda"] = "cuda" if on_cuda else "cpu"
        """Where the network really runs."""
        # Off the CPU, binding keeps the cache where it was made. On it numpy arrays are passed without a copy, and
        # binding costs more than the copy of the results that it saves (0.2 ms a step; 0.06 ms at beam 1).
        self._bound = on_cuda
        if _CUDA in providers and not on_cuda:
            _warn_once(f"CUDA was found but could not be started; {_ON_CPU}")
        self.runtime_seconds = 0.0
        """Wall time spent inside the runtime so far."""
        past = [value for value in self._decoder.get_inputs() if value.name.startswith("past_")]
        self._past_names = [value.name for value in past]
        self._new_names = [name.replace("past_", "new_") for name in self._past_names]
        self._cross_names = [value.name for value in self._encoder.get_outputs()]
        _, heads, _, head_width = past[0].shape
        self._empty_past = np.zeros((1, heads, 0, head_width), dtype=np.float32)

    def _providers(self, device: Device) -> list[str]:
        if device == "cpu":
            return [_CPU]
        if _CUDA not in self._runtime.get_available_providers():
            if device == "cuda":
                _warn_once(f"this ONNX Runtime has no CUDA; {_ON_CPU}")
            return [_CPU]
        if not driver_loads():
            _warn_once(f"there is no NVIDIA driver; {_ON_CPU}")
            return [_CPU]
        preload_libraries(self._runtime)
        return [_CUDA, _CPU]

    def _session(self, graph: Path, providers: list[str], threads: int | None) -> Any:
        options = self._runtime.SessionOptions()
        options.log_severity_level = 3  # errors only: what falls back is told by us, once
        # Threads that wait by spinning take the cores from the workers that verify: with both cores of a machine busy a
        # step at beam 10 took 8.7 ms on two spinning threads, 4.4 on two that sleep.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        if threads is not None:
            options.intra_op_num_threads = threads
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Specified provider")
            try:
                return self._runtime.InferenceSession(str(graph), options, providers=providers)
            except _runtime_errors(self._runtime) as error:
                raise BundleError(f"ONNX Runtime {self._runtime.__version__} cannot load {graph}: {error}") from error

    def start(self, sources: Sequence[Sequence[int]]) -> OnnxState:
        """Encodes the sources into the keys and values that every step attends to."""
        ids = np.full((len(sources), max(map(len, sources))), PAD, dtype=np.int64)
        for row, source in zip(ids, sources, strict=True):
            row[: len(source)] = source
        cross = self._run(self._encoder, {"source": self._on_device(ids)}, self._cross_names)
        past = self._on_device(np.repeat(self._empty_past, len(ids), axis=0))
        return OnnxState((past,) * len(self._past_names), tuple(cross), self._on_device(ids == PAD), len(ids), len(ids))

    def step(
        self, state: OnnxState, tokens: NDArray[np.int64], beam_index: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], OnnxState]:
        """One token of every hypothesis."""
        return self.advance(state, tokens, beam_index, "log_probs")

    def advance(
        self,
        state: OnnxState,
        tokens: NDArray[np.int64],
        beam_index: NDArray[np.int64],
        output: Literal["log_probs", "logits"],
    ) -> tuple[NDArray[np.float32], OnnxState]:
        """``step`` with the choice of what comes out, (K, V); the graph itself picks the past by ``beam_index``."""
        cross, padding, problems = state.cross, state.padding, state.problems
        if len(tokens) != state.hypotheses:
            kept = np.unique(beam_index // (state.hypotheses // problems))
            if len(kept) < problems:
                problems = len(kept)
                cross = tuple(self._on_device(self._off_device(value)[kept]) for value in cross)
                padding = self._on_device(self._off_device(padding)[kept])
        feed = {
            "tokens": self._on_device(tokens),
            "beam_index": self._on_device(beam_index),
            "source_pad_mask": padding,
        }
        feed.update(zip(self._past_names, state.past, strict=True))
        feed.update(zip(self._cross_names, cross, strict=True))
        scores, *past = self._run(self._decoder, feed, [output, *self._new_names])
        return self._off_device(scores), OnnxState(tuple(past), cross, padding, len(tokens), problems)

    def _on_device(self, array: NDArray[Any]) -> Any:
        return self._runtime.OrtValue.ortvalue_from_numpy(array, self.device) if self._bound else array

    def _off_device(self, value: Any) -> NDArray[Any]:
        array: NDArray[Any] = value.numpy() if self._bound else value
        return array

    def _run(self, session: Any, feed: dict[str, Any], outputs: list[str]) -> list[Any]:
        start = perf_counter()
        values: list[Any] = self._run_bound(session, feed, outputs) if self._bound else session.run(outputs, feed)
        self.runtime_seconds += perf_counter() - start
        return values

    def _run_bound(self, session: Any, feed: dict[str, Any], outputs: list[str]) -> list[Any]:
        binding = session.io_binding()
        for name, value in feed.items():
            binding.bind_ortvalue_input(name, value)
        for name in outputs:
            binding.bind_output(name, self.device)
        session.run_with_iobinding(binding)
        values: list[Any] = binding.get_outputs()
        return values


def _runtime() -> ModuleType:
    try:
        import onnxruntime
    except ImportError as error:
        raise InferenceUnavailableError(
            "no ONNX Runtime is installed: pip install symassist[cpu], or symassist[gpu] for CUDA"
        ) from error
    return onnxruntime  # type: ignore[no-any-return]


def _runtime_errors(runtime: ModuleType) -> tuple[type[Exception], ...]:
    """The runtime's own exceptions, which have no base in common but Exception."""
    members = vars(runtime.capi.onnxruntime_pybind11_state).values()
    return tuple(kind for kind in members if isinstance(kind, type) and issubclass(kind, Exception))


@cache
def _warn_once(message: str) -> None:
    warnings.warn(message, RuntimeWarning, stacklevel=4)
