"""The server as an assistant meets it: started as a process, spoken to by the SDK's own client over stdio."""

from __future__ import annotations

import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import mcp
import pytest
from symassist_mcp import server

from symassist.plugins import HOSTS, installed

STDIO = mcp.StdioServerParameters(command=sys.executable, args=["-m", "symassist_mcp"])


def talk(conversation: Callable[[mcp.Client], Awaitable[Any]], target: Any = STDIO) -> Any:
    """What the conversation returns; over stdio by default, else inside this process."""

    async def run() -> Any:
        with anyio.fail_after(120):
            async with mcp.Client(target) as client:
                return await conversation(client)

    return anyio.run(run)


def call(tool: str, target: Any = server, **arguments: Any) -> Any:
    """The result of one call, inside this process by default."""
    return talk(lambda client: client.call_tool(tool, arguments), target)


def test_over_stdio_with_the_sdks_own_client() -> None:
    async def conversation(client: mcp.Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"integrate", "definite_integral", "verify_antiderivative"}
        assert all(tool.output_schema and tool.annotations.read_only_hint for tool in tools.values())

        found = await client.call_tool("integrate", {"integrand": "x e^x"})
        assert not found.is_error
        answer = found.structured_content
        assert answer["answer"] in ("(x - 1)*exp(x)", "x*exp(x) - exp(x)")
        assert (answer["status"], answer["solved"], answer["integral"]) == ("PROVED", True, "Integral(x*exp(x), x)")
        assert "PROVED" in {candidate["status"] for candidate in answer["candidates"]}

        value = await client.call_tool(
            "definite_integral", {"integrand": "1/(sqrt(2) + cos x)", "lower": "0", "upper": "2pi", "timeout": 30}
        )
        assert value.structured_content["answer"] == "2*pi"  # F(b) - F(a) of SymPy's antiderivative is 0

        wrong = await client.call_tool("verify_antiderivative", {"antiderivative": "x^2", "integrand": "x"})
        assert wrong.structured_content["status"] == "REFUTED"

    talk(conversation)


def test_a_right_answer_is_proved_and_names_its_region() -> None:
    judgement = call("verify_antiderivative", antiderivative="acosh(t)", integrand="1/sqrt(t^2-1)", variable="t")
    assert judgement.structured_content["status"] in ("PROVED", "CONSISTENT")
    assert judgement.structured_content["region"] == "(1, inf)"


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("integrate", {"integrand": "x +"}, "^"),
        ("integrate", {"integrand": "a*b"}, "which variable"),
        ("integrate", {"integrand": "__import__('os').getpid()"}, "__import__"),
        ("integrate", {"integrand": "9**9**9**9"}, "large"),
        ("integrate", {"integrand": "x", "timeout": 1e9}, "120"),
        ("integrate", {"integrand": "x" * 20_000}, "10000"),
        ("definite_integral", {"integrand": "x", "lower": "I", "upper": "1"}, "not real"),
    ],
)
def test_misuse_is_an_error_that_says_where(tool: str, arguments: dict[str, Any], message: str) -> None:
    result = call(tool, **arguments)
    assert result.is_error
    assert message in result.content[0].text


def test_the_time_limit_holds_and_nothing_unverified_is_an_answer() -> None:
    started = time.monotonic()
    answer = call("integrate", integrand="exp(x)/(1 + sin(x)^x)", timeout=1.0).structured_content
    assert time.monotonic() - started < 10
    assert (answer["solved"], answer["answer"], answer["status"]) == (False, None, "UNKNOWN")
    assert answer["reason"]


def test_it_is_a_host_plugin() -> None:
    assert [plugin.target for plugin in installed(HOSTS) if plugin.name == "mcp"] == ["symassist_mcp:main"]
