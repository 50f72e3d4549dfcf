"""Who may come in: a middleware that every request passes, also those for static files, downloads and the socket.

- The Host header must name this server, or a page elsewhere could reach it by rebinding its own name to this address.
- The token must come along: once in the printed address, as a cookie from then on.
- A request that a page makes (the socket always is one) must come from a page of this server.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # the terminal writes its own style sheet
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",  # the first address holds the token
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches ``host``."""
    return host in ("localhost", "::1") or host.startswith("127.")


def new_token() -> str:
    """A secret of 192 bits."""
    return secrets.token_urlsafe(24)


@dataclass(frozen=True)
class Guard:
    """Lets in who has the ``token``, under one of the host names of this server.

    ``names`` are further host names, e.g. a proxy's, with port where it is not the scheme's own.
    """

    host: str
    port: int
    token: str = field(default_factory=new_token, repr=False)
    names: tuple[str, ...] = ()

    @property
    def cookie(self) -> str:
        """The cookie's name; with the port, because browsers keep one jar for all ports of a host."""
        return f"symassist-{self.port}"

    @property
    def hosts(self) -> frozenset[str]:
        """The values that the Host header may have."""
        own = _LOOPBACK if is_loopback(self.host) else (f"[{self.host}]" if ":" in self.host else self.host,)
        with_port = {f"{name}:{self.port}" for name in own}
        return frozenset({*with_port, *(own if self.port in (80, 443) else ()), *self.names})

    @property
    def url(self) -> str:
        """The address to open, with the token."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{name}:{self.port}/?token={self.token}"

    def middleware(self) -> Middleware:
        """The checks, for aiohttp."""

        @web.middleware
        async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
            if request.host not in self.hosts:
                raise web.HTTPMisdirectedRequest(text="This server is not known under that name.\n", headers=HEADERS)
            if not self._comes_from_here(request):
                raise web.HTTPForbidden(text="Requests from other sites are refused.\n", headers=HEADERS)
            given = request.query.get("token")
            if given is not None and request.path == "/" and self._is_token(given):
                return self._welcome()
            if not self._is_token(request.cookies.get(self.cookie, "")):
                text = "Open the address that `symassist serve` printed: it holds the token.\n"
                raise web.HTTPUnauthorized(text=text, headers=HEADERS)
            return await handler(request)

        return check

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(errors="replace"), self.token.encode())

    def _comes_from_here(self, request: web.Request) -> bool:
        origin = request.headers.get("Origin")
        if origin is None:  # browsers always send it with a socket's request
            return request.headers.get("Upgrade", "").lower() != "websocket"
        parts = urlsplit(origin)
        return parts.scheme in ("http", "https") and parts.netloc == request.host

    def _welcome(self) -> web.Response:
        """Keeps the token as a cookie and takes it out of the address bar."""
        response = web.Response(status=303, headers={**HEADERS, "Location": "/"})
        response.set_cookie(self.cookie, self.token, httponly=True, samesite="Strict", path="/")
        return response


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    """Puts the protective headers on every response that was let through."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
