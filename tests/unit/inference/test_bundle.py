import json
from pathlib import Path

import pytest
from sympy.abc import x

from symassist import integrate_neural
from symassist.errors import BundleError
from symassist.expressions.vocabulary import VOCABULARY, Vocabulary
from symassist.inference.bundle import (
    DECODER,
    ENCODER,
    MANIFEST,
    WEIGHTS,
    FileMark,
    ModelBundle,
    TensorPlace,
    default_bundle_path,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bundle whose files are no graphs: enough for everything but running it."""
    for name in (ENCODER, DECODER, WEIGHTS):
        (tmp_path / name).write_bytes(name.encode() * 9)
    ModelBundle(
        path=tmp_path,
        vocabulary_size=len(VOCABULARY),
        vocabulary_fingerprint=VOCABULARY.fingerprint,
        config={"d_model": 8},
        tensors={"embedding": TensorPlace("float16", (3, 4), 64)},
        files={name: FileMark.of(tmp_path / name) for name in (ENCODER, DECODER, WEIGHTS)},
        training_commit="abc",
        accuracy={"valid": 0.5},
        created="2026-01-01",
    ).save_manifest()
    return tmp_path


def change(folder: Path, **fields: object) -> None:
    manifest = folder / MANIFEST
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), **fields}))


def test_bundle_comes_back_as_it_was_saved(folder):
    bundle = ModelBundle.load(folder)
    assert bundle.config == {"d_model": 8}
    assert bundle.tensors == {"embedding": TensorPlace("float16", (3, 4), 64)}
    assert (bundle.training_commit, bundle.accuracy, bundle.created) == ("abc", {"valid": 0.5}, "2026-01-01")
    assert bundle.weights.is_file()
    bundle.save_manifest()
    assert ModelBundle.load(folder) == bundle


def test_integrate_neural_takes_a_bundle(folder):
    bundle = ModelBundle.load(folder)
    assert hash(bundle) == hash(ModelBundle.load(folder))
    assert integrate_neural(2 * x, x, bundle=bundle, proposers=("sympy",)) == x**2


def test_other_vocabulary_names_both_sides(folder):
    other = Vocabulary((*VOCABULARY.tokens, "another"))
    with pytest.raises(BundleError) as caught:
        ModelBundle.load(folder, other)
    for part in (str(len(VOCABULARY)), str(len(other)), VOCABULARY.fingerprint[:12], other.fingerprint[:12]):
        assert part in str(caught.value)


def test_same_size_with_other_fingerprint_is_an_error(folder):
    change(folder, vocabulary_fingerprint="0" * 64)
    with pytest.raises(BundleError, match="000000000000"):
        ModelBundle.load(folder)


@pytest.mark.parametrize("name", [MANIFEST, ENCODER, DECODER, WEIGHTS])
def test_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(BundleError, match=name):
        ModelBundle.load(folder)


def test_truncated_weights_name_both_sizes(folder):
    (folder / WEIGHTS).write_bytes(b"short")
    with pytest.raises(BundleError, match=r"5 bytes.*99"):
        ModelBundle.load(folder)


def test_changed_weights_name_both_hashes(folder):
    before = FileMark.of(folder / WEIGHTS)
    (folder / WEIGHTS).write_bytes(bytes(before.size))
    after = FileMark.of(folder / WEIGHTS)
    with pytest.raises(BundleError, match=f"{after.sha256[:12]}.*{before.sha256[:12]}"):
        ModelBundle.load(folder)


def test_other_format_names_both_sides(folder):
    change(folder, format=99)
    with pytest.raises(BundleError, match=r"format 99.*format 1"):
        ModelBundle.load(folder)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 1}', '{"format": 1, "tensors": 3}', '{"format": 1, "a": 2}']
)
def test_damaged_manifest_is_a_bundle_error(folder, text):
    (folder / MANIFEST).write_text(text)
    with pytest.raises(BundleError, match="damaged"):
        ModelBundle.load(folder)


def test_environment_chooses_the_bundle(monkeypatch, tmp_path):
    monkeypatch.setenv("SYMASSIST_MODEL", str(tmp_path))
    assert default_bundle_path() == tmp_path
    monkeypatch.delenv("SYMASSIST_MODEL")
    assert default_bundle_path().parts[-2:] == ("symassist", "model")
