"""textual-serve's server behind our guard: one process a visitor, capped, and a page without outside resources."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import Any

import aiohttp_jinja2
import jinja2
from aiohttp import web
from textual_serve.server import Server, to_int

from symassist.serve.guard import Guard, add_headers
from symassist.serve.visit import Visit

_HERE = Path(str(files("symassist.serve")))
FONT_SIZES = (8, 40)
MOST_CELLS = 1000


class GuardedServer(Server):
    """Serves ``command`` (a shell command line) to at most ``sessions`` visitors at a time."""

    def __init__(self, command: str, guard: Guard, *, sessions: int) -> None:
        super().__init__(command, host=guard.host, port=guard.port, title="symassist", public_url=guard.url)
        self.guard, self.sessions = guard, sessions
        self.open_sessions = 0

    async def make_app(self) -> web.Application:
        """The application: page, socket and downloads of textual-serve, each behind the guard."""
        app = web.Application(middlewares=[self.guard.middleware()])
        aiohttp_jinja2.setup(app, loader=jinja2.FileSystemLoader(_HERE / "static"), autoescape=True)
        app.add_routes(
            [
                web.get("/", self.handle_index, name="index"),
                web.get("/ws", self.handle_websocket, name="websocket"),
                web.get("/download/{key}", self.handle_download, name="download"),
                web.static("/static", self.statics_path, name="static"),
                web.static("/own", _HERE / "static", name="own"),
            ]
        )
        app.on_response_prepare.append(add_headers)
        return app

    async def handle_index(self, request: web.Request) -> web.StreamResponse:
        """The page; its socket's address is the one under which it was asked for."""
        low, high = FONT_SIZES
        scheme = "wss" if request.secure else "ws"
        context: dict[str, Any] = {
            "full": self.open_sessions >= self.sessions,
            "sessions": self.sessions,
            "font_size": min(max(to_int(request.query.get("fontsize", "16"), 16), low), high),
            "socket": f"{scheme}://{request.host}{request.app.router['websocket'].url_for()}",
        }
        status = 503 if context["full"] else 200
        return aiohttp_jinja2.render_template("page.html", request, context, status=status)

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """One visitor: a process of the interface for as long as the socket is open."""
        if self.open_sessions >= self.sessions:
            raise web.HTTPServiceUnavailable(text=f"All {self.sessions} sessions are in use.\n")
        self.open_sessions += 1
        try:
            return await self._visit(request)
        finally:
            self.open_sessions -= 1

    async def _visit(self, request: web.Request) -> web.WebSocketResponse:
        websocket = web.WebSocketResponse(heartbeat=15)
        await websocket.prepare(request)

        async def close() -> None:
            await websocket.close()

        visit = Visit(
            self.command,
            write_bytes=websocket.send_bytes,
            write_str=websocket.send_str,
            close=close,
            download_manager=self.download_manager,
        )
        width, height = (
            min(max(to_int(request.query.get(name, ""), default), 1), MOST_CELLS)
            for name, default in (("width", 80), ("height", 24))
        )
        try:
            await visit.start(width, height)
            await self._process_messages(websocket, visit)
        finally:
            await visit.stop()
        return websocket

    def run(self, listening: socket.socket, ready: Callable[[], None]) -> None:
        """Serves on a bound socket until SIGINT or SIGTERM; calls ``ready`` when it does.

        Requests are not logged: an address may hold the token.
        """
        asyncio.run(self._serve(listening, ready))

    async def _serve(self, listening: socket.socket, ready: Callable[[], None]) -> None:
        runner = web.AppRunner(await self.make_app(), access_log=None, shutdown_timeout=3.0)
        await runner.setup()
        try:
            await web.SockSite(runner, listening).start()
            ready()
            stopped = asyncio.Event()
            for number in (signal.SIGINT, signal.SIGTERM):
                with suppress(NotImplementedError):  # Windows: Ctrl+C interrupts the loop itself
                    asyncio.get_running_loop().add_signal_handler(number, stopped.set)
            await stopped.wait()
        finally:
            await runner.cleanup()
