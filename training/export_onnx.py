"""Exports weights to a model bundle: two graphs and one float16 weights file that PyTorch and ONNX Runtime both read.

The graphs compute in float32; each weight is a float16 initialiser in ``weights.bin`` behind a Cast, which ONNX Runtime
folds when it loads them. Nothing is written unless both runtimes agree on the logits.
"""

from __future__ import annotations

import copy
import json
import logging
import math
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import numpy as np
import onnx
import torch
from onnx import TensorProto
from onnxscript.optimizer import optimize_ir
from torch import Tensor, nn
from torch.export import Dim

from symassist.expressions.vocabulary import VOCABULARY, Vocabulary
from symassist.inference.bundle import DECODER, ENCODER, MANIFEST, WEIGHTS, FileMark, ModelBundle, TensorPlace
from symassist.inference.onnx_model import OnnxModel
from training.checkpoints import load_weights
from training.torch_model import TorchModel
from training.transformer import Transformer

TOLERANCE = 1e-4
"""Greatest admitted difference of a logit between PyTorch and ONNX Runtime."""
MAX_WEIGHT_BYTES = 36_000_000
"""What the repository has room for."""
_ALIGNMENT = 64
_PREFIX = "model."
_DYNAMIC = Dim.DYNAMIC


class ParityError(Exception):
    """The exported graphs do not compute what PyTorch computes."""


class _Encoder(nn.Module):
    def __init__(self, model: Transformer) -> None:
        super().__init__()
        self.model = model

    def forward(self, source: Tensor) -> list[Tensor]:
        """(B, S) ids -> keys and values (B, H, S, Dh) of each decoder layer."""
        cross_k, cross_v = self.model.cross_cache(self.model.encode(source))
        return [value for pair in zip(cross_k.unbind(), cross_v.unbind(), strict=True) for value in pair]


class _DecoderStep(nn.Module):
    def __init__(self, model: Transformer) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, tokens: Tensor, beam_index: Tensor, source_pad_mask: Tensor, past: list[Tensor], cross: list[Tensor]
    ) -> list[Tensor]:
        """(K,), (K,), (B, S), past (K', H, T, Dh), cross (B, H, S, Dh) -> logits, log-probabilities, new past."""
        chosen = [value.index_select(0, beam_index) for value in past]
        logits, new = self.model.decode_step(tokens, _pairs(chosen), _pairs(cross), source_pad_mask)
        return [logits, logits.log_softmax(dim=-1), *(value for pair in new for value in pair)]


def _pairs(values: Sequence[Tensor]) -> list[tuple[Tensor, Tensor]]:
    return list(zip(values[::2], values[1::2], strict=True))


def _layer_names(kind: str, layers: int) -> list[str]:
    return [f"{kind}_{which}_{layer}" for layer in range(layers) for which in ("k", "v")]


def _trace(
    module: nn.Module, arguments: tuple[Any, ...], dynamic: tuple[Any, ...], inputs: list[str], outputs: list[str]
) -> onnx.ModelProto:
    """The optimised graph of ``module``, its parameters left as graph inputs."""
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)  # one line for each operator of the absent torchvision
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # deprecations inside the exporter
        program = torch.onnx.export(
            module,
            arguments,
            dynamo=True,
            dynamic_shapes=dynamic,
            input_names=inputs,
            output_names=outputs,
            optimize=False,
            verbose=False,
        )
    assert program is not None  # only the old exporter, which writes files, returns nothing
    graph = program.model.graph
    # As initialisers the weights would be transposed and merged by the optimiser and lose their names.
    for name in [name for name in graph.initializers if name.startswith(_PREFIX)]:
        weight = graph.initializers.pop(name)
        weight.const_value = None
        graph.inputs.append(weight)
    optimize_ir(program.model)
    proto = program.model_proto
    for item in (*proto.graph.node, *proto.graph.value_info, *proto.graph.input, *proto.graph.output):
        item.ClearField("metadata_props")  # stack traces with paths of this machine
        item.ClearField("doc_string")
    return proto


def trace_encoder(model: Transformer) -> onnx.ModelProto:
    """source (B, S) -> cross_k_0, cross_v_0, ..."""
    # Sizes of at least 2: the exporter takes 0 and 1 for constants.
    source = torch.full((2, 3), 4)
    names = _layer_names("cross", model.config.decoder_layers)
    return _trace(_Encoder(model), (source,), ({0: _DYNAMIC, 1: _DYNAMIC},), ["source"], names)


def trace_decoder(model: Transformer) -> onnx.ModelProto:
    """tokens, beam_index (K,), source_pad_mask (B, S), past_*, cross_* -> logits, log_probs (K, V), new_*."""
    config, layers = model.config, model.config.decoder_layers
    width = config.d_model // config.heads
    rows = {0: _DYNAMIC, 2: _DYNAMIC}
    arguments = (
        torch.full((6,), 4),
        torch.arange(6) % 4,
        torch.zeros(2, 3, dtype=torch.bool),
        [torch.zeros(4, config.heads, 5, width) for _ in range(2 * layers)],
        [torch.zeros(2, config.heads, 3, width) for _ in range(2 * layers)],
    )
    dynamic = ({0: _DYNAMIC}, {0: _DYNAMIC}, {0: _DYNAMIC, 1: _DYNAMIC}, [rows] * 2 * layers, [rows] * 2 * layers)
    inputs = ["tokens", "beam_index", "source_pad_mask"]
    return _trace(
        _DecoderStep(model),
        arguments,
        dynamic,
        [*inputs, *_layer_names("past", layers), *_layer_names("cross", layers)],
        ["logits", "log_probs", *_layer_names("new", layers)],
    )


def write_weights(model: Transformer, path: Path) -> dict[str, TensorPlace]:
    """Writes every parameter once, as float16 at aligned offsets; tells the places."""
    places = {}
    with path.open("wb") as file:
        for name, parameter in model.named_parameters():
            file.write(bytes(-file.tell() % _ALIGNMENT))
            places[name] = TensorPlace("float16", tuple(parameter.shape), file.tell())
            file.write(parameter.detach().cpu().numpy().astype("<f2").tobytes())
    return places


def attach_weights(graph_model: onnx.ModelProto, model: Transformer, places: Mapping[str, TensorPlace]) -> None:
    """Turns the graph's weight inputs into float16 initialisers that lie in ``weights.bin``, each behind a Cast."""
    first_name = {id(parameter): name for name, parameter in model.named_parameters()}
    names = {
        _PREFIX + alias: first_name[id(parameter)]
        for alias, parameter in model.named_parameters(remove_duplicate=False)
    }
    graph = graph_model.graph
    weights = [value.name for value in graph.input if value.name.startswith(_PREFIX)]
    inputs = [value for value in graph.input if value.name not in weights]
    del graph.input[:]
    graph.input.extend(inputs)
    casts = []
    for alias in weights:
        name = names[alias]
        place = places[name]
        half = name + ".half"
        tensor = TensorProto(name=half, data_type=TensorProto.FLOAT16, dims=place.shape)
        tensor.data_location = TensorProto.EXTERNAL
        length = 2 * math.prod(place.shape)
        for key, value in (("location", WEIGHTS), ("offset", str(place.offset)), ("length", str(length))):
            tensor.external_data.add(key=key, value=value)
        graph.initializer.append(tensor)
        casts.append(onnx.helper.make_node("Cast", [half], [alias], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)


def rounded(model: Transformer) -> Transformer:
    """A float32 copy on the CPU whose weights went through float16, as those of a bundle do."""
    twin = copy.deepcopy(model).cpu().float().eval()
    with torch.no_grad():
        for parameter in twin.parameters():
            parameter.copy_(parameter.half().float())
    return twin


def parity_error(model: Transformer, bundle: ModelBundle, steps: int = 6, seed: int = 0) -> float:
    """Greatest difference of a logit between PyTorch and ONNX Runtime over random batches, beams and past lengths."""
    reference, exported = TorchModel(model), OnnxModel(bundle, device="cpu", threads=1)
    generator, worst = np.random.default_rng(seed), 0.0
    for problems, width, longest in ((1, 1, 3), (1, 10, 40), (3, 1, 9), (3, 4, 25)):
        sources = [
            generator.integers(3, model.config.vocabulary_size, generator.integers(1, longest + 1)).tolist()
            for _ in range(problems)
        ]
        states = reference.start(sources), exported.start(sources)
        previous = 1
        for _ in range(steps):
            tokens = generator.integers(3, model.config.vocabulary_size, problems * width)
            rows = np.repeat(np.arange(problems), width) * previous + generator.integers(0, previous, problems * width)
            expected, torch_state = reference.logits(states[0], tokens, rows)
            found, onnx_state = exported.advance(states[1], tokens, rows, "logits")
            states, previous = (torch_state, onnx_state), width
            worst = max(worst, float(np.abs(expected - found).max()))
    return worst


def export_bundle(
    model: Transformer,
    folder: Path,
    *,
    training_commit: str = "",
    accuracy: Mapping[str, Any] | None = None,
    vocabulary: Vocabulary = VOCABULARY,
) -> tuple[ModelBundle, float]:
    """Writes the bundle of ``model`` to ``folder`` and returns it with its parity error.

    Raises:
        ValueError: the weights take more than ``MAX_WEIGHT_BYTES``.
        ParityError: the logits differ by more than ``TOLERANCE``; ``folder`` is left as it was.
    """
    twin = rounded(model)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as temporary:
        draft = Path(temporary)
        places = write_weights(twin, draft / WEIGHTS)
        size = (draft / WEIGHTS).stat().st_size
        if size > MAX_WEIGHT_BYTES:
            raise ValueError(f"the weights take {size} bytes as float16, a bundle has room for {MAX_WEIGHT_BYTES}")
        for file, graph_model in ((ENCODER, trace_encoder(twin)), (DECODER, trace_decoder(twin))):
            attach_weights(graph_model, twin, places)
            onnx.save(graph_model, draft / file)
        bundle = ModelBundle(
            path=draft,
            vocabulary_size=len(vocabulary),
            vocabulary_fingerprint=vocabulary.fingerprint,
            config=asdict(model.config),
            tensors=places,
            files={file: FileMark.of(draft / file) for file in (ENCODER, DECODER, WEIGHTS)},
            training_commit=training_commit,
            accuracy=dict(accuracy or {}),
            created=datetime.now(UTC).date().isoformat(),
        )
        bundle.save_manifest()
        error = parity_error(twin, ModelBundle.load(draft, vocabulary))
        if not error <= TOLERANCE:
            raise ParityError(f"logits differ by {error:.2e} between PyTorch and ONNX Runtime, allowed is {TOLERANCE}")
        folder.mkdir(exist_ok=True)
        for name in (WEIGHTS, ENCODER, DECODER, MANIFEST):
            (draft / name).replace(folder / name)
    return ModelBundle.load(folder, vocabulary), error


@click.command(context_settings={"show_default": True})
@click.option("--weights", type=click.Path(exists=True, path_type=Path), required=True, help="Weights file of a run.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("symassist/model"), help="Folder of the bundle.")
@click.option("--commit", help="Commit that trained the weights; by default what the weights file says.")
@click.option(
    "--accuracy", type=click.Path(exists=True, path_type=Path), help="What training.evaluate --out wrote of them."
)
def main(weights: Path, out: Path, commit: str | None, accuracy: Path | None) -> None:
    """Export weights to a model bundle, if ONNX Runtime computes with it what PyTorch computes."""
    model, meta = load_weights(weights)
    bundle, error = export_bundle(
        model,
        out,
        training_commit=str(meta.get("commit", "")) if commit is None else commit,
        accuracy=json.loads(accuracy.read_text(encoding="utf-8")) if accuracy else {},
    )
    size = sum(mark.size for mark in bundle.files.values())
    click.echo(f"{bundle.path}: {size / 1e6:.1f} MB, logits within {error:.1e} of PyTorch")


if __name__ == "__main__":
    main()
