"""Work beside the interface, in threads that nobody waits for when the interface is left."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from typing import Any, TypeVar

from textual.worker import WorkType

T = TypeVar("T")


async def in_background(function: Callable[..., T], *arguments: Any) -> T:
    """The value of ``function(*arguments)``, computed in a daemon thread.

    Event loop and interpreter wait at their end for the threads of ``asyncio.to_thread``, and so does the user after
    the screen is gone: a step of SymPy takes seconds to notice that it was cancelled.

    Raises:
        Exception: what the function raised.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def tell(settle: Callable[[Any], None], outcome: object) -> None:
        with suppress(RuntimeError):  # the loop is closed: the interface was left meanwhile
            loop.call_soon_threadsafe(lambda: None if done.done() else settle(outcome))

    def work() -> None:
        try:
            value = function(*arguments)
        except Exception as error:  # noqa: BLE001  raised again where the value is awaited
            tell(done.set_exception, error)
        else:
            tell(done.set_result, value)

    threading.Thread(target=copy_context().run, args=(work,), daemon=True).start()
    return await done


def background(function: Callable[..., None], *arguments: Any) -> WorkType[None]:
    """The same as the work of a Textual worker."""
    return partial(in_background, function, *arguments)
