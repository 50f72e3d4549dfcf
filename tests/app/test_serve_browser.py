"""A real integral, typed into a real browser, and its verdict read from the page. Skips where no Chromium is."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.app.browser import CHROMIUM, chromium


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
def test_an_integral_in_the_browser(tmp_path: Path) -> None:
    environ = {**os.environ, "XDG_STATE_HOME": str(tmp_path), "SYMASSIST_CONFIG": str(tmp_path / "none.toml")}
    command = [sys.executable, "-m", "symassist", "serve", "--port", "0", "--beam", "3", "--timeout", "60"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ)

    async def visit(url: str) -> set[str]:
        async with chromium() as page:
            await page.open(url)
            await page.until("Type an integral and press Enter")
            await page.evaluate("document.querySelector('textarea').focus()")
            await page.type("x^2 (tan(x)^2 + 1) + 2x tan(x) + 1")
            await page.until("dx")
            await page.press("Enter", 13, "\r")
            screen = await page.until("PROVED, on all", 120)
            assert "✓ = x**2*tan(x) + x" in screen
            assert await page.evaluate("location.search") == ""
            if picture := os.environ.get("SYMASSIST_PICTURE"):
                await asyncio.sleep(1.0)
                await page.picture(Path(picture))
            await page.evaluate("window.open = (address) => { window.opened = address; }")
            await page.press("s", 83, modifiers=2)
            assert str(tmp_path) not in await page.until("Download")
            await page.press("Enter", 13, "\r")
            for _ in range(100):
                if await page.evaluate("window.opened"):
                    break
                await asyncio.sleep(0.1)
            document = await page.evaluate("fetch(window.opened).then((response) => response.text())")
            assert json.loads(document)["nbformat"] == 4
            return {urlsplit(address).netloc for address in page.requested}

    try:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        assert asyncio.run(visit(url)) == {urlsplit(url).netloc}  # nothing came from anywhere else
        server.terminate()
        assert server.wait(timeout=30) == 0
    finally:
        server.kill()
        server.wait()
    assert (tmp_path / "symassist" / "history.jsonl").exists()
