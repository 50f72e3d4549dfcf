"""A headless Chromium over its DevTools protocol: as much as the browser tests need."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)

# The page keeps its terminal to itself; this catches it when it is made, so that a test reads what the user sees.
_CATCH_TERMINAL = """
Object.defineProperty(Object.prototype, 'fitAddon', {
  configurable: true,
  set(value) {
    window.caughtTerminal = this.terminal;
    Object.defineProperty(this, 'fitAddon', {value, writable: true, configurable: true});
  },
});
"""
_READ_TERMINAL = """
(() => {
  const terminal = window.caughtTerminal;
  if (!terminal) return '';
  const buffer = terminal.buffer.active, lines = [];
  for (let i = 0; i < terminal.rows; i++) lines.push(buffer.getLine(i)?.translateToString(true) ?? '');
  return lines.join('\\n');
})()
"""


class Page:
    """One tab. ``requested`` are the addresses of everything that it asked for."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket, self._numbers = socket, itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.requested: list[str] = []
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self._socket:
            event = json.loads(message.data)
            if "id" in event:
                self._answers.pop(event["id"]).set_result(event)
            elif event["method"] == "Network.requestWillBeSent":
                self.requested.append(event["params"]["request"]["url"])
            elif event["method"] == "Network.webSocketCreated":
                self.requested.append(event["params"]["url"])

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Calls a method of the protocol."""
        number = next(self._numbers)
        self._answers[number] = answer = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        found = await asyncio.wait_for(answer, 30)
        if "error" in found:
            raise RuntimeError(f"{method}: {found['error']}")
        result: dict[str, Any] = found["result"]
        return result

    async def open(self, url: str) -> None:
        """Goes to a page."""
        for domain in ("Page", "Network", "Runtime"):
            await self.call(f"{domain}.enable")
        await self.call("Page.addScriptToEvaluateOnNewDocument", source=_CATCH_TERMINAL)
        await self.call("Page.navigate", url=url)

    async def evaluate(self, script: str) -> Any:
        """The value of a JavaScript expression in the page."""
        return (await self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True))[
            "result"
        ].get("value")

    async def screen(self) -> str:
        """The text of the terminal in the page."""
        return str(await self.evaluate(_READ_TERMINAL))

    async def type(self, text: str) -> None:
        """Types as an input method does."""
        await self.call("Input.insertText", text=text)

    async def press(self, key: str, code: int, text: str = "", *, modifiers: int = 0) -> None:
        """Presses a key; ``modifiers`` 2 is Ctrl."""
        common = {"key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": modifiers}
        await self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **common)
        await self.call("Input.dispatchKeyEvent", type="keyUp", **common)

    async def until(self, wanted: str, seconds: float = 60.0) -> str:
        """Waits until the terminal shows ``wanted`` and returns its text."""
        text = ""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while wanted not in (text := await self.screen()):
                    await asyncio.sleep(0.2)
        assert wanted in text, f"{wanted!r} did not appear in:\n{text}"
        return text

    async def picture(self, path: Path) -> None:
        """Writes what is seen as PNG."""
        shot = await self.call("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(shot["data"]))


@asynccontextmanager
async def chromium(width: int = 1100, height: int = 760) -> AsyncIterator[Page]:
    """A browser of its own, with an empty profile, for one page."""
    assert CHROMIUM is not None
    with tempfile.TemporaryDirectory(prefix="symassist-chromium-", ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [
                CHROMIUM,
                "--headless=new",
                "--no-sandbox",  # containers run tests as root
                "--disable-dev-shm-usage",
                "--enable-unsafe-swiftshader",  # the terminal draws with WebGL
                "--hide-scrollbars",
                "--no-first-run",
                "--remote-debugging-port=0",
                f"--user-data-dir={profile}",
                f"--window-size={width},{height}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            port = await _port(Path(profile) / "DevToolsActivePort")
            async with aiohttp.ClientSession() as session:
                async with session.get(f"http://127.0.0.1:{port}/json") as response:
                    pages = [target for target in await response.json() if target["type"] == "page"]
                async with session.ws_connect(pages[0]["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                    yield Page(socket)
        finally:
            process.kill()
            process.wait()


async def _port(file: Path) -> int:
    async with asyncio.timeout(30):
        while True:
            with suppress(FileNotFoundError, IndexError, ValueError):
                return int(file.read_text().splitlines()[0])
            await asyncio.sleep(0.1)
