"""``symassist serve``."""

from __future__ import annotations

import os
import shlex
import socket
import sys

import click

from symassist.commands.extras import Unavailable, needs_extra

DEFAULT_PORT = 8042


@click.command(epilog="\b\nExamples:\n    symassist serve\n    symassist serve --sessions 4")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=DEFAULT_PORT, show_default=True, help="0: any free one.")
@click.option("--sessions", type=click.IntRange(1, 64), default=4, show_default=True, help="Visitors at a time.")
@click.option("--name", "names", multiple=True, metavar="HOST[:PORT]", help="Another name of this server (repeatable).")
@click.option("--beam", type=int, help="Hypotheses of the network's beam search [default: 10].")
@click.option("--timeout", type=float, help="Seconds for one integral [default: 10].")
@click.option("--theme", help="A theme of the interface.")
def serve(
    host: str,
    port: int,
    sessions: int,
    names: tuple[str, ...],
    beam: int | None,
    timeout: float | None,
    theme: str | None,
) -> None:
    """Show the terminal interface in a browser.

    Prints the address to open: it holds a new secret token, without which nobody comes in. Only this machine can
    connect unless --host says otherwise; then the connection is not encrypted: put a proxy with TLS before it.
    """
    with needs_extra("serve", "the browser face", ("textual_serve", "aiohttp", "aiohttp_jinja2", "jinja2")):
        from symassist.serve.guard import Guard, is_loopback
        from symassist.serve.server import GuardedServer
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family)
    except OSError as error:
        raise Unavailable(f"cannot listen on {host} port {port}: {error.strerror or error}") from error
    guard = Guard(host, listening.getsockname()[1], names=names)
    if not is_loopback(host):
        click.echo(f"warning: {host} can be reached from other machines, and the connection is not encrypted", err=True)

    def ready() -> None:
        click.echo(guard.url)
        click.echo("Ctrl+C ends it.", err=True)

    GuardedServer(_command(beam, timeout, theme), guard, sessions=sessions).run(listening, ready)


def _command(beam: int | None, timeout: float | None, theme: str | None) -> str:
    """The shell command line of one visitor's interface."""
    words = [sys.executable, "-m", "symassist", "tui"]
    for option, value in (("--beam", beam), ("--timeout", timeout), ("--theme", theme)):
        words += [option, str(value)] if value is not None else []
    # exec: the shell would otherwise stand between the server and the process that it has to end.
    return ("exec " if os.name == "posix" else "") + shlex.join(words)
