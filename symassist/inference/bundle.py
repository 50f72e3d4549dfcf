"""The model bundle: one folder that says what it is, so that weights never meet a program that reads them differently.

``bundle.json`` describes ``encoder.onnx`` and ``decoder.onnx`` (graphs without weights) and ``weights.bin`` (float16,
which PyTorch reads as well): vocabulary fingerprint, model configuration, place of every tensor, hashes, origin.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from symassist.errors import BundleError
from symassist.expressions.vocabulary import VOCABULARY, Vocabulary

FORMAT = 1
MANIFEST, ENCODER, DECODER, WEIGHTS = "bundle.json", "encoder.onnx", "decoder.onnx", "weights.bin"
ENVIRONMENT_VARIABLE = "SYMASSIST_MODEL"


def default_bundle_path() -> Path:
    """The folder that ``SYMASSIST_MODEL`` names, else the one shipped with the package."""
    chosen = os.environ.get(ENVIRONMENT_VARIABLE)
    return Path(chosen) if chosen else Path(__file__).resolve().parent.parent / "model"


@dataclass(frozen=True)
class TensorPlace:
    """A tensor's type, shape, and byte offset in ``weights.bin``."""

    dtype: str
    shape: tuple[int, ...]
    offset: int


@dataclass(frozen=True)
class FileMark:
    """Size and SHA-256 of a file of the bundle."""

    size: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> FileMark:
        """The mark of a file as it is now."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return cls(path.stat().st_size, digest)


@dataclass(frozen=True)
class ModelBundle:
    """A loaded description; the tensors stay on disk. It serves as a key: assistants are kept by their options."""

    path: Path
    vocabulary_size: int
    vocabulary_fingerprint: str
    config: Mapping[str, Any] = field(hash=False)
    """Keyword arguments of the network's configuration."""
    tensors: Mapping[str, TensorPlace] = field(hash=False)
    files: Mapping[str, FileMark] = field(hash=False)
    training_commit: str = ""
    accuracy: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """What was measured of these weights, by name."""
    created: str = ""

    @property
    def encoder(self) -> Path:
        """(B, S) ids and padding mask -> keys and values of the source."""
        return self.path / ENCODER

    @property
    def decoder(self) -> Path:
        """One step of all hypotheses."""
        return self.path / DECODER

    @property
    def weights(self) -> Path:
        """The tensors of both graphs."""
        return self.path / WEIGHTS

    @classmethod
    def load(cls, path: Path | str | None = None, vocabulary: Vocabulary = VOCABULARY) -> ModelBundle:
        """Reads and checks the bundle at ``path``, by default the one that belongs to this installation.

        Raises:
            BundleError: it is missing or damaged, or was made for another vocabulary; names both sides.
        """
        folder = default_bundle_path() if path is None else Path(path)
        manifest = folder / MANIFEST
        if not manifest.is_file():
            raise BundleError(f"no model bundle in {folder}: {MANIFEST} is missing")
        try:
            fields = json.loads(manifest.read_text(encoding="utf-8"))
            found = fields.pop("format")
            if found != FORMAT:
                raise BundleError(f"{manifest} has format {found}, this program reads format {FORMAT}")
            fields["tensors"] = {
                name: TensorPlace(place["dtype"], tuple(place["shape"]), place["offset"])
                for name, place in fields["tensors"].items()
            }
            fields["files"] = {name: FileMark(**mark) for name, mark in fields["files"].items()}
            bundle = cls(path=folder, **fields)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BundleError(f"{manifest} is damaged: {error!r}") from error
        bundle._check(vocabulary)
        return bundle

    def _check(self, vocabulary: Vocabulary) -> None:
        ours, theirs = (len(vocabulary), vocabulary.fingerprint), (self.vocabulary_size, self.vocabulary_fingerprint)
        if ours != theirs:
            raise BundleError(
                f"the model in {self.path} speaks another vocabulary: it has {theirs[0]} tokens with fingerprint "
                f"{theirs[1][:12]}, this program has {ours[0]} with {ours[1][:12]}"
            )
        for name in (ENCODER, DECODER, WEIGHTS):
            file, mark = self.path / name, self.files.get(name)
            if mark is None or not file.is_file():
                raise BundleError(f"{name} is missing {'in ' + MANIFEST if mark is None else 'in ' + str(self.path)}")
            size = file.stat().st_size
            if size != mark.size:
                raise BundleError(f"{file} has {size} bytes, {MANIFEST} says {mark.size}")
            found = FileMark.of(file)
            if found != mark:
                raise BundleError(f"{file} has SHA-256 {found.sha256[:12]}, {MANIFEST} says {mark.sha256[:12]}")

    def save_manifest(self) -> None:
        """Writes ``bundle.json``, the last file of a bundle to be written."""
        fields = asdict(self)
        del fields["path"]
        partial = self.path / (MANIFEST + ".partial")
        partial.write_text(json.dumps({"format": FORMAT, **fields}, indent=1) + "\n", encoding="utf-8")
        partial.replace(self.path / MANIFEST)
