"""Orders in one SQLite file."""

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path

from orders.models import NewOrder, Order, OrderStatus

SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    id TEXT PRIMARY KEY,
    customer TEXT NOT NULL,
    sku TEXT NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    status TEXT NOT NULL,
    created_at TEXT NOT NULL,
    idempotency_key TEXT UNIQUE
) STRICT
"""


class OrderNotFoundError(LookupError):
    """No order has this identifier."""


class OrderConflictError(ValueError):
    """The request contradicts what is already recorded."""


class OrderStore:
    """Every call opens its own connection, so a store is safe to share by threads."""

    def __init__(self, database: Path) -> None:
        self._database = database
        with self._connect() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(SCHEMA)

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._database, timeout=10, isolation_level=None)
        connection.row_factory = sqlite3.Row
        try:
            yield connection
        finally:
            connection.close()

    def count(self) -> int:
        """Number of orders; raises sqlite3.Error when the database is unusable."""
        with self._connect() as connection:
            row = connection.execute("SELECT count(*) AS orders FROM orders").fetchone()
        return int(row["orders"])

    def create(self, new: NewOrder, key: str | None = None) -> tuple[Order, bool]:
        """Record an order; the flag tells whether this call created it.

        A known idempotency key returns the order it made; with other content it
        raises OrderConflictError.
        """
        order = preview(new)
        with self._connect() as connection:
            inserted = connection.execute(
                "INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (idempotency_key) DO NOTHING",
                (*order.model_dump(mode="json").values(), key),
            ).rowcount
            if inserted:
                return order, True
            row = connection.execute(
                "SELECT * FROM orders WHERE idempotency_key = ?", (key,)
            ).fetchone()
        recorded = _order(row)
        if NewOrder(**recorded.model_dump(include=set(NewOrder.model_fields))) != new:
            raise OrderConflictError(
                f"idempotency key {key!r} was used for another order"
            )
        return recorded, False

    def get(self, order_id: str) -> Order:
        """The order with this identifier; raises OrderNotFoundError."""
        with self._connect() as connection:
            row = connection.execute(
                "SELECT * FROM orders WHERE id = ?", (order_id,)
            ).fetchone()
        if row is None:
            raise OrderNotFoundError(f"no order {order_id!r}")
        return _order(row)

    def list(self, limit: int = 50, status: OrderStatus | None = None) -> list[Order]:
        """The newest orders first, at most `limit` of them."""
        with self._connect() as connection:
            rows = connection.execute(
                "SELECT * FROM orders WHERE ?1 IS NULL OR status = ?1"
                " ORDER BY rowid DESC LIMIT ?2",
                (status.value if status else None, limit),
            ).fetchall()
        return [_order(row) for row in rows]

    def cancel(self, order_id: str) -> Order:
        """Cancel an open order; one that is cancelled raises OrderConflictError."""
        with self._connect() as connection:
            changed = connection.execute(
                "UPDATE orders SET status = ? WHERE id = ? AND status = ?",
                (OrderStatus.CANCELLED.value, order_id, OrderStatus.OPEN.value),
            ).rowcount
        order = self.get(order_id)
        if not changed:
            raise OrderConflictError(f"order {order_id!r} is {order.status.value}")
        return order


def preview(new: NewOrder) -> Order:
    """The order as it would be recorded now; nothing is written."""
    return Order(
        id=uuid.uuid4().hex,
        customer=new.customer,
        sku=new.sku,
        quantity=new.quantity,
        status=OrderStatus.OPEN,
        created_at=datetime.now(timezone.utc).isoformat(timespec="milliseconds"),
    )


def _order(row: sqlite3.Row) -> Order:
    return Order(**{name: row[name] for name in Order.model_fields})
