import os
import sys
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters
from mcp_types import CallToolResult

from orders.mcp_server import create_server
from orders.store import OrderStore

TEA = {"customer": "Ada", "sku": "TEA-0001", "quantity": 2}


def call(store: OrderStore, tool: str, arguments: dict[str, Any]) -> CallToolResult:
    async def run() -> CallToolResult:
        async with Client(create_server(store)) as client:
            return await client.call_tool(tool, arguments)

    return anyio.run(run)


def test_a_created_order_can_be_looked_up_and_listed(store: OrderStore) -> None:
    made = call(store, "create_order", TEA).structured_content
    assert made is not None
    assert made["created"] is True
    found = call(store, "get_order", {"order_id": made["order"]["id"]})
    assert found.structured_content == {"order": made["order"]}
    listed = call(store, "list_orders", {"status": "open"})
    assert listed.structured_content == {"orders": [made["order"]]}


def test_a_dry_run_shows_the_order_and_records_nothing(store: OrderStore) -> None:
    shown = call(store, "create_order", {**TEA, "dry_run": True}).structured_content
    assert shown is not None
    assert shown["created"] is False
    assert shown["order"]["sku"] == "TEA-0001"
    assert store.count() == 0


def test_an_unknown_order_is_no_error(store: OrderStore) -> None:
    found = call(store, "get_order", {"order_id": "0" * 32})
    assert found.structured_content == {"order": None}


def test_a_reused_key_is_a_tool_error(store: OrderStore) -> None:
    call(store, "create_order", {**TEA, "idempotency_key": "k"})
    other = {**TEA, "quantity": 3, "idempotency_key": "k"}
    assert call(store, "create_order", other).is_error


@pytest.mark.parametrize("change", [{"quantity": 0}, {"sku": "tea"}, {"customer": []}])
def test_invalid_arguments_are_refused(
    store: OrderStore, change: dict[str, Any]
) -> None:
    assert call(store, "create_order", {**TEA, **change}).is_error
    assert store.count() == 0


def test_the_server_speaks_over_stdio(database: Path) -> None:
    async def names() -> dict[str, bool]:
        server = StdioServerParameters(
            command=sys.executable,
            args=["-m", "orders.mcp_server"],
            env={**os.environ, "ORDERS_DB": str(database)},
        )
        async with Client(server) as client:
            tools = (await client.list_tools()).tools
        return {tool.name: tool.output_schema is not None for tool in tools}

    tools = anyio.run(names)
    assert tools == {"create_order": True, "get_order": True, "list_orders": True}
