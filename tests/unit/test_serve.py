"""Who gets into the browser face, and what they get: the real server and a real client on loopback."""

from __future__ import annotations

import asyncio
import re
import socket
import sys
from collections.abc import Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web

from symassist.serve.guard import Guard, is_loopback
from symassist.serve.server import GuardedServer

Flow = Callable[[aiohttp.ClientSession, Guard, GuardedServer], Awaitable[None]]
# A child that greets as textual-serve wants it and then ignores everything, also the wish that it quit.
CHILD = f"exec {sys.executable} -c \"import sys; print('__GANGLION__', flush=True); sys.stdin.read()\""


def serve(flow: Flow, *, sessions: int = 2, names: tuple[str, ...] = ()) -> None:
    """Runs ``flow`` against a server on a free port."""

    async def run() -> None:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            guard = Guard("127.0.0.1", listening.getsockname()[1], names=names)
            server = GuardedServer(CHILD, guard, sessions=sessions)
            runner = web.AppRunner(await server.make_app(), access_log=None, shutdown_timeout=1.0)
            await runner.setup()
            await web.SockSite(runner, listening).start()
            jar = aiohttp.CookieJar(unsafe=True)  # an address of numbers
            try:
                async with aiohttp.ClientSession(cookie_jar=jar) as client:
                    await flow(client, guard, server)
            finally:
                await runner.cleanup()

    asyncio.run(run())


def base(guard: Guard) -> str:
    return f"http://127.0.0.1:{guard.port}"


def test_without_the_token_nothing_is_served() -> None:
    async def flow(client: aiohttp.ClientSession, guard: Guard, _: GuardedServer) -> None:
        for path in ("/", "/?token=", "/?token=wrong", "/static/js/textual.js", "/own/page.css", "/download/x", "/ws"):
            async with client.get(base(guard) + path) as response:
                assert response.status == 401, path
                assert guard.token not in await response.text()
        headers = {"Cookie": f"{guard.cookie}=wrong"}
        async with client.get(base(guard), headers=headers) as response:
            assert response.status == 401

    serve(flow)


def test_the_token_becomes_a_cookie_and_leaves_the_address() -> None:
    async def flow(client: aiohttp.ClientSession, guard: Guard, _: GuardedServer) -> None:
        async with client.get(guard.url, allow_redirects=False) as response:
            assert response.status == 303
            assert response.headers["Location"] == "/"
            cookie = response.headers["Set-Cookie"]
            assert "HttpOnly" in cookie
            assert "SameSite=Strict" in cookie
        async with client.get(base(guard)) as response:
            assert response.status == 200
            assert response.headers["Referrer-Policy"] == "no-referrer"
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]
            page = await response.text()
        assert guard.token not in page
        assert set(re.findall(r"\b(?:https?|wss?)://[^/\"]+", page)) == {f"ws://127.0.0.1:{guard.port}"}
        async with client.get(base(guard) + "/static/js/textual.js") as response:
            assert response.status == 200

    serve(flow)


def test_other_hosts_and_other_sites_are_refused_even_with_the_cookie() -> None:
    async def flow(client: aiohttp.ClientSession, guard: Guard, _: GuardedServer) -> None:
        async with client.get(guard.url) as response:
            assert response.status == 200
        cases = {
            ("Host", "evil.example"): 421,
            ("Host", f"evil.example:{guard.port}"): 421,
            ("Host", f"localhost:{guard.port}"): 200,
            ("Host", "proxy.example"): 200,
            ("Origin", "http://evil.example"): 403,
            ("Origin", "null"): 403,
            ("Origin", f"http://127.0.0.1:{guard.port + 1}"): 403,
            ("Origin", base(guard)): 200,
        }
        cookie = {"Cookie": f"{guard.cookie}={guard.token}"}
        for (name, value), status in cases.items():
            async with client.get(base(guard), headers={name: value, **cookie}) as response:
                assert response.status == status, (name, value)

    serve(flow, names=("proxy.example",))


def test_the_socket_wants_cookie_and_origin() -> None:
    async def flow(client: aiohttp.ClientSession, guard: Guard, server: GuardedServer) -> None:
        url = base(guard) + "/ws"
        with pytest.raises(aiohttp.WSServerHandshakeError, match="401"):
            await client.ws_connect(url, headers={"Origin": base(guard)})
        async with client.get(guard.url) as response:
            assert response.status == 200
        for headers in ({}, {"Origin": "http://evil.example"}, {"Origin": "null"}):
            with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
                await client.ws_connect(url, headers=headers)
        async with client.ws_connect(url, headers={"Origin": base(guard)}):
            assert server.open_sessions == 1

    serve(flow)


def test_sessions_are_capped_and_given_back() -> None:
    async def flow(client: aiohttp.ClientSession, guard: Guard, server: GuardedServer) -> None:
        async with client.get(guard.url) as response:
            assert response.status == 200
        url, headers = base(guard) + "/ws", {"Origin": base(guard)}
        async with client.ws_connect(url, headers=headers), client.ws_connect(url, headers=headers):
            with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
                await client.ws_connect(url, headers=headers)
            async with client.get(base(guard)) as response:
                assert response.status == 503
                assert "All 2 sessions are in use" in await response.text()
        async with asyncio.timeout(20):
            while server.open_sessions:
                await asyncio.sleep(0.05)
        async with client.get(base(guard)) as response:
            assert response.status == 200

    serve(flow)


@pytest.mark.parametrize("path", ["/static/../server.py", "/static/%2e%2e/server.py", "/own//etc/passwd", "/static/"])
def test_static_files_are_those_of_the_page_only(path: str) -> None:
    async def flow(client: aiohttp.ClientSession, guard: Guard, _: GuardedServer) -> None:
        async with client.get(guard.url) as response:
            assert response.status == 200
        reader, writer = await asyncio.open_connection("127.0.0.1", guard.port)
        cookie = f"Cookie: {guard.cookie}={guard.token}"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{guard.port}\r\n{cookie}\r\n\r\n".encode())
        status = await reader.readline()
        writer.close()
        assert status.split()[1] in (b"403", b"404"), status

    serve(flow)


@pytest.mark.parametrize(
    ("host", "loopback"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("box", False)]
)
def test_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_tokens_differ_and_do_not_show_in_the_representation() -> None:
    one, two = Guard("127.0.0.1", 1), Guard("127.0.0.1", 1)
    assert one.token != two.token
    assert one.token not in repr(one)
    assert Guard("::1", 80).url.startswith("http://[::1]:80/?token=")
    assert "[::1]" in Guard("::1", 80).hosts
