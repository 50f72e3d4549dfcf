"""One visitor's process, which ends with the visit: politely asked first, killed when it does not listen."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from textual_serve.app_service import AppService

GRACE = 3.0
"""Seconds that the interface has to leave after it was asked to."""


class Visit(AppService):
    """textual-serve's process of an app; without the kill a hanging one would keep its session for ever."""

    async def stop(self) -> None:
        """Asks the process to quit and waits; kills it after ``GRACE``."""
        try:
            async with asyncio.timeout(GRACE):
                await super().stop()
        except TimeoutError:
            pass
        finally:
            if self._process is not None and self._process.returncode is None:
                with suppress(ProcessLookupError):
                    self._process.kill()
                await self._process.wait()
