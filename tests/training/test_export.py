import copy
import json
import subprocess
import sys
import warnings
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from symassist.bench.speed import measure_beam
from symassist.errors import BundleError, InferenceUnavailableError
from symassist.expressions.grammar import Grammar
from symassist.expressions.vocabulary import VOCABULARY
from symassist.inference import onnx_model
from symassist.inference.beam_search import beam_search
from symassist.inference.bundle import MANIFEST, ModelBundle
from symassist.inference.onnx_model import OnnxModel

torch = pytest.importorskip("torch")
pytest.importorskip("onnxscript")
ort = pytest.importorskip("onnxruntime")

from training import export_onnx  # noqa: E402
from training.checkpoints import save_weights  # noqa: E402
from training.evaluate import load_model  # noqa: E402
from training.export_onnx import ParityError, export_bundle, main, parity_error, rounded  # noqa: E402
from training.layers import TransformerConfig  # noqa: E402
from training.torch_model import TorchModel, load_weights_from_bundle  # noqa: E402
from training.transformer import Transformer  # noqa: E402

pytestmark = pytest.mark.timeout(900)  # tracing takes 20 s of CPU time, which a loaded machine stretches


@pytest.fixture(scope="module")
def random_model() -> Callable[[], Transformer]:
    """Makes a random network whose norms are not all ones: equal weights could be confused without being seen."""

    def make() -> Transformer:
        config = TransformerConfig(
            len(VOCABULARY), d_model=32, heads=4, encoder_layers=1, decoder_layers=2, feed_forward=48
        )
        torch.manual_seed(0)
        model = Transformer(config).eval()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.add_(0.1 * torch.randn_like(parameter))
        return model

    return make


@pytest.fixture(scope="module")
def traced(random_model):
    """Lets every export of ``random_model()`` reuse one trace: tracing takes 10 seconds, all the rest one."""
    model = random_model()
    graphs = {name: getattr(export_onnx, name)(model) for name in ("trace_encoder", "trace_decoder")}

    def use(monkeypatch: pytest.MonkeyPatch) -> None:
        for name, graph in graphs.items():
            monkeypatch.setattr(export_onnx, name, lambda model, graph=graph: copy.deepcopy(graph))

    return use


@pytest.fixture(scope="module")
def exported(random_model, traced, tmp_path_factory):
    """(network, its bundle)."""
    folder: Path = tmp_path_factory.mktemp("export") / "bundle"
    with pytest.MonkeyPatch.context() as monkeypatch:
        traced(monkeypatch)
        bundle, _ = export_bundle(random_model(), folder, training_commit="abc", accuracy={"valid": 0.25})
    return rounded(random_model()), bundle


@pytest.fixture(scope="module")
def sources() -> list[list[int]]:
    generator = np.random.default_rng(1)
    return [generator.integers(3, len(VOCABULARY), n).tolist() for n in (1, 17, 4)]


@pytest.fixture(autouse=True)
def fresh_warnings():
    onnx_model._warn_once.cache_clear()


@pytest.mark.parametrize("problems", [1, 2, 3])
@pytest.mark.parametrize("width", [1, 2, 7])
def test_logits_agree_at_every_past_length(exported, sources, problems, width):
    reference, model = TorchModel(exported[0]), OnnxModel(exported[1], threads=1)
    generator = np.random.default_rng(width)
    expected_state, state, previous = reference.start(sources[:problems]), model.start(sources[:problems]), 1
    for _ in range(9):
        tokens = generator.integers(3, len(VOCABULARY), problems * width)
        rows = np.repeat(np.arange(problems), width) * previous + generator.integers(0, previous, problems * width)
        expected, expected_state = reference.logits(expected_state, tokens, rows)
        found, state = model.advance(state, tokens, rows, "logits")
        assert found.shape == (problems * width, len(VOCABULARY))
        np.testing.assert_allclose(found, expected, atol=1e-4, rtol=0)
        previous = width


def test_log_probs_are_the_softmax_of_the_logits(exported, sources):
    model = OnnxModel(exported[1], threads=1)
    state, tokens = model.start(sources), np.array([1, 1, 1])
    logits, _ = model.advance(state, tokens, np.arange(3), "logits")
    log_probs, _ = model.step(state, tokens, np.arange(3))
    expected = torch.from_numpy(logits).log_softmax(-1).numpy()
    np.testing.assert_allclose(log_probs, expected, atol=1e-5)


def test_padding_does_not_change_a_problem(exported, sources):
    model = OnnxModel(exported[1], threads=1)
    together, _ = model.step(model.start(sources), np.full(3, 1), np.arange(3))
    for row, source in zip(together, sources, strict=True):
        alone, _ = model.step(model.start([source]), np.array([1]), np.array([0]))
        np.testing.assert_allclose(row, alone[0], atol=1e-4)


def test_parity_check_sees_a_changed_weight(exported):
    model, bundle = exported
    assert parity_error(model, bundle) < 1e-4
    with torch.no_grad():
        model.decoder[1].cross.out.weight[0, 0] += 0.1
    try:
        assert parity_error(model, bundle) > 1e-4
    finally:
        with torch.no_grad():
            model.decoder[1].cross.out.weight[0, 0] -= 0.1


@pytest.mark.parametrize("bound", [False, True])
def test_beam_over_onnx_equals_beam_over_pytorch(exported, sources, bound):
    """Both ways of holding values: numpy arrays, and values bound to a device as CUDA needs."""
    model = OnnxModel(exported[1], threads=1)
    model._bound = bound
    options = {"beam_size": 4, "max_length": 12, "grammar": Grammar()}
    expected = beam_search(TorchModel(exported[0]), sources, **options)
    found = beam_search(model, sources, **options)
    assert [[h.token_ids for h in kept] for kept in found] == [[h.token_ids for h in kept] for kept in expected]
    for ours, theirs in zip(chain(*found), chain(*expected), strict=True):
        assert ours.log_prob == pytest.approx(theirs.log_prob, abs=1e-3)
    assert model.runtime_seconds > 0


@pytest.mark.parametrize("make", [lambda exported: TorchModel(exported[0]), lambda exported: OnnxModel(exported[1])])
def test_problem_without_hypotheses_leaves_the_state(exported, sources, make):
    model = make(exported)
    _, state = model.step(model.start(sources), np.full(6, 1), np.repeat(np.arange(3), 2))
    found, _ = model.step(state, np.array([40, 50]), np.array([5, 4]))
    _, alone = model.step(model.start(sources[2:]), np.full(2, 1), np.array([0, 0]))
    expected, _ = model.step(alone, np.array([40, 50]), np.array([1, 0]))
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_pytorch_reads_the_same_weights_file(exported):
    model, bundle = exported
    again = load_weights_from_bundle(ModelBundle.load(bundle.path))
    assert again.config == model.config
    for (name, ours), (_, theirs) in zip(model.state_dict().items(), again.state_dict().items(), strict=True):
        assert torch.equal(ours, theirs), name


def test_graphs_hold_no_weights_and_no_paths(exported):
    bundle = exported[1]
    for graph in (bundle.encoder, bundle.decoder):
        content = graph.read_bytes()
        assert len(content) < 100_000
        assert b"/training/" not in content
    parameters = sum(parameter.numel() for parameter in exported[0].parameters())
    assert bundle.weights.stat().st_size < 2 * parameters + 64 * len(bundle.tensors)


def test_beam_speed_takes_every_step(exported):
    speed = measure_beam(exported[1], 3, steps=9, repeats=1)
    assert speed.steps == 10  # the last one finds that nothing can go on
    assert 0 < speed.share_outside < 1
    assert "beam   3" in str(speed)


def test_evaluation_loads_either_form(exported, tmp_path, sources):
    save_weights(tmp_path / "weights.pt", exported[0], {})
    over_torch = load_model(tmp_path / "weights.pt", None, "cpu", 1)
    over_onnx = load_model(None, exported[1].path, "cpu", 1)
    found = [m.step(m.start(sources), np.full(3, 1), np.arange(3))[0] for m in (over_torch, over_onnx)]
    np.testing.assert_allclose(*found, atol=1e-4)


def test_bundle_tells_its_origin(exported):
    bundle = ModelBundle.load(exported[1].path)
    assert (bundle.training_commit, bundle.accuracy) == ("abc", {"valid": 0.25})
    assert bundle.vocabulary_fingerprint == VOCABULARY.fingerprint


def test_failed_parity_writes_nothing(random_model, traced, tmp_path, monkeypatch):
    traced(monkeypatch)
    monkeypatch.setattr("training.export_onnx.parity_error", lambda *arguments: 2e-4)
    with pytest.raises(ParityError, match=r"2\.00e-04"):
        export_bundle(random_model(), tmp_path / "bundle")
    assert list(tmp_path.iterdir()) == []


def test_too_many_weights_are_refused_before_the_export(random_model, tmp_path, monkeypatch):
    monkeypatch.setattr("training.export_onnx.MAX_WEIGHT_BYTES", 1000)
    with pytest.raises(ValueError, match="1000"):
        export_bundle(random_model(), tmp_path / "bundle")
    assert list(tmp_path.iterdir()) == []


def test_damaged_graph_is_a_bundle_error(exported, tmp_path):
    bundle = exported[1]
    (tmp_path / "encoder.onnx").write_bytes(b"no graph" * 20)
    with pytest.raises(BundleError, match=r"encoder\.onnx"):
        OnnxModel(ModelBundle(tmp_path, 1, "", bundle.config, {}, {}))


def test_cuda_that_does_not_start_falls_back_and_says_so(exported, sources, monkeypatch):
    """With onnxruntime-gpu and no CUDA the runtime lists the provider, and the session silently lacks it."""
    names = ["CUDAExecutionProvider", "CPUExecutionProvider"]
    monkeypatch.setattr(ort, "get_available_providers", lambda: names)
    monkeypatch.setattr("symassist.inference.onnx_model.driver_loads", lambda: True)
    with pytest.warns(RuntimeWarning, match=r"could not be started.*CPU.*symassist\[gpu\]"):
        model = OnnxModel(exported[1], device="auto", threads=1)
    assert model.device == "cpu"
    log_probs, _ = model.step(model.start(sources), np.full(3, 1), np.arange(3))
    assert np.isfinite(log_probs).all()
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # once is enough
        OnnxModel(exported[1], device="auto")


def test_cuda_asked_for_where_there_is_none_says_so(exported, monkeypatch):
    monkeypatch.setattr(ort, "get_available_providers", lambda: ["CPUExecutionProvider"])
    with pytest.warns(RuntimeWarning, match="no CUDA"):
        assert OnnxModel(exported[1], device="cuda").device == "cpu"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert OnnxModel(exported[1], device="auto").device == "cpu"


def test_no_runtime_names_the_extra(exported, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(InferenceUnavailableError, match=r"symassist\[cpu\]"):
        OnnxModel(exported[1])


def test_importing_the_module_does_not_load_the_runtime():
    code = "import sys, symassist.inference.onnx_model; sys.exit('onnxruntime' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_command_exports_saved_weights(exported, traced, tmp_path, monkeypatch):
    model, bundle = exported
    save_weights(tmp_path / "weights.pt", model, {"commit": "def"})
    (tmp_path / "accuracy.json").write_text(json.dumps({"valid": 0.75}))
    traced(monkeypatch)
    out = tmp_path / "model"
    options = {"--weights": tmp_path / "weights.pt", "--out": out, "--accuracy": tmp_path / "accuracy.json"}
    result = CliRunner().invoke(main, [str(part) for option in options.items() for part in option])
    assert "of PyTorch" in result.output
    found = json.loads((out / MANIFEST).read_text())
    assert (found["training_commit"], found["accuracy"]) == ("def", {"valid": 0.75})
    assert (out / "weights.bin").read_bytes() == bundle.weights.read_bytes()
