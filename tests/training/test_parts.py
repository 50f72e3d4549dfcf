from __future__ import annotations

from pathlib import Path

import pytest

from symassist.errors import BundleError
from training.parts import MANIFEST, join_file, split_file


def test_parts_are_small_and_join_to_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "weights.pt"
    path.write_bytes(bytes(range(256)) * 10)
    home = tmp_path / "home"
    split_file(path, home, {"step": 3}, part_bytes=1000)
    assert [p.stat().st_size for p in sorted(home.glob("*.part*"))] == [1000, 1000, 560]
    assert join_file(home).read_bytes() == path.read_bytes()
    path.write_bytes(b"shorter")
    split_file(path, home, {}, part_bytes=1000)
    assert [p.name for p in home.glob("*.part*")] == ["weights.pt.part00"]
    assert join_file(home, tmp_path / "again.pt").read_bytes() == b"shorter"


@pytest.mark.parametrize("damage", ["flipped", "missing"])
def test_a_damaged_part_is_named(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "weights.pt"
    path.write_bytes(b"x" * 2500)
    split_file(path, tmp_path / "home", {}, part_bytes=1000)
    part = tmp_path / "home" / "weights.pt.part01"
    if damage == "flipped":
        part.write_bytes(b"y" + part.read_bytes()[1:])
    else:
        part.unlink()
    with pytest.raises(BundleError, match=r"weights\.pt\.part01 (has SHA-256|is missing)"):
        join_file(tmp_path / "home")
    assert (tmp_path / "home" / MANIFEST).exists()
    assert not (tmp_path / "home" / "weights.pt").exists()
