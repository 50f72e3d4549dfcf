"""A file in parts of limited size with a manifest of hashes: how weights leave a machine that returns small files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from symassist.errors import BundleError

PART_BYTES = 15 * 2**20
MANIFEST = "manifest.json"


def split_file(path: Path, folder: Path, meta: Mapping[str, Any], part_bytes: int = PART_BYTES) -> Path:
    """Writes ``<name>.part00``... and, last, the manifest; parts of an earlier, longer file are removed."""
    content = path.read_bytes()
    folder.mkdir(parents=True, exist_ok=True)
    parts: list[dict[str, Any]] = []
    for number, start in enumerate(range(0, len(content), part_bytes)):
        piece = content[start : start + part_bytes]
        part = folder / f"{path.name}.part{number:02d}"
        part.write_bytes(piece)
        parts.append({"name": part.name, "bytes": len(piece), "sha256": hashlib.sha256(piece).hexdigest()})
    for stale in set(folder.glob(f"{path.name}.part*")) - {folder / part["name"] for part in parts}:
        stale.unlink()
    whole = {"file": path.name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    manifest = folder / MANIFEST
    manifest.write_text(json.dumps({**whole, "parts": parts, "meta": dict(meta)}, indent=1) + "\n", encoding="utf-8")
    return manifest


def join_file(folder: Path, out: Path | None = None) -> Path:
    """Puts the parts in ``folder`` together as ``out`` (beside them by default).

    Raises BundleError naming the part that is missing or whose hash differs from the manifest's.
    """
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    pieces = []
    for part in manifest["parts"]:
        path = folder / part["name"]
        if not path.exists():
            raise BundleError(f"{path} is missing; {folder / MANIFEST} lists {len(manifest['parts'])} parts")
        piece = path.read_bytes()
        found = hashlib.sha256(piece).hexdigest()
        if found != part["sha256"]:
            raise BundleError(f"{path} has SHA-256 {found[:12]}, the manifest says {part['sha256'][:12]}")
        pieces.append(piece)
    target = out or folder / manifest["file"]
    partial = target.with_name(f"{target.name}.partial")
    partial.write_bytes(b"".join(pieces))
    partial.replace(target)
    return target
