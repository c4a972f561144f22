"""`python -m orders.mcp_server`: the order book as MCP tools over stdio.

https://modelcontextprotocol.io/specification
"""

import os
import sys

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import BaseModel, Field

from orders import __version__
from orders.config import ConfigError, load_config
from orders.models import (
    Customer,
    IdempotencyKey,
    Limit,
    NewOrder,
    Order,
    OrderId,
    OrderStatus,
    Quantity,
    Sku,
)
from orders.store import OrderConflictError, OrderNotFoundError, OrderStore, preview

READ_ONLY = ToolAnnotations(read_only_hint=True, open_world_hint=False)
CREATES = ToolAnnotations(
    read_only_hint=False, destructive_hint=False, open_world_hint=False
)


class Created(BaseModel):
    """Answer of create_order."""

    created: bool = Field(description="False for a dry run or a repeated request")
    order: Order


class Found(BaseModel):
    """Answer of get_order; no order means that the identifier is unknown."""

    order: Order | None


class Listed(BaseModel):
    """Answer of list_orders."""

    orders: list[Order]


def create_server(store: OrderStore) -> MCPServer:
    """Build the server over a store."""
    server = MCPServer("orders", version=__version__, log_level="WARNING")

    @server.tool(annotations=CREATES)
    def create_order(
        customer: Customer,
        sku: Sku,
        quantity: Quantity,
        idempotency_key: IdempotencyKey | None = None,
        dry_run: bool = False,
    ) -> Created:
        """Create an order; with dry_run it is only checked and shown."""
        new = NewOrder(customer=customer, sku=sku, quantity=quantity)
        if dry_run:
            return Created(created=False, order=preview(new))
        try:
            order, created = store.create(new, idempotency_key)
        except OrderConflictError as error:
            raise ToolError(str(error)) from error
        return Created(created=created, order=order)

    @server.tool(annotations=READ_ONLY)
    def get_order(order_id: OrderId) -> Found:
        """Look an order up by its identifier."""
        try:
            return Found(order=store.get(order_id))
        except OrderNotFoundError:
            return Found(order=None)

    @server.tool(annotations=READ_ONLY)
    def list_orders(limit: Limit = 50, status: OrderStatus | None = None) -> Listed:
        """List the newest orders first."""
        return Listed(orders=store.list(limit, status))

    return server


def main() -> None:
    """Serve until standard input closes; exit 2 on an unusable configuration."""
    try:
        config = load_config(os.environ)
    except ConfigError as error:
        print(f"orders: {error}", file=sys.stderr)
        sys.exit(2)
    create_server(OrderStore(config.database)).run(transport="stdio")


if __name__ == "__main__":
    main()
