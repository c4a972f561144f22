from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from orders.models import NewOrder, OrderStatus
from orders.store import OrderConflictError, OrderNotFoundError, OrderStore


def test_an_order_survives_a_restart(
    store: OrderStore, database: Path, tea: NewOrder
) -> None:
    order, created = store.create(tea)
    assert created
    assert OrderStore(database).get(order.id) == order


def test_orders_without_a_key_are_never_merged(
    store: OrderStore, tea: NewOrder
) -> None:
    assert store.create(tea)[0].id != store.create(tea)[0].id
    assert store.count() == 2


def test_a_repeated_key_creates_one_order_even_at_once(
    store: OrderStore, tea: NewOrder
) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: store.create(tea, "k"), range(16)))
    assert len({order.id for order, _ in answers}) == 1
    assert [created for _, created in answers].count(True) == 1


def test_a_key_cannot_be_reused_for_another_order(
    store: OrderStore, tea: NewOrder
) -> None:
    store.create(tea, "k")
    with pytest.raises(OrderConflictError, match="used for another order"):
        store.create(tea.model_copy(update={"quantity": 3}), "k")


def test_the_list_is_newest_first_limited_and_filtered(
    store: OrderStore, tea: NewOrder
) -> None:
    ids = [store.create(tea)[0].id for _ in range(3)]
    store.cancel(ids[0])
    assert [order.id for order in store.list(limit=2)] == [ids[2], ids[1]]
    assert [o.id for o in store.list(status=OrderStatus.CANCELLED)] == [ids[0]]


def test_an_order_is_cancelled_once(store: OrderStore, tea: NewOrder) -> None:
    order, _ = store.create(tea)
    assert store.cancel(order.id).status is OrderStatus.CANCELLED
    with pytest.raises(OrderConflictError, match="is cancelled"):
        store.cancel(order.id)


def test_an_unknown_order_is_named(store: OrderStore) -> None:
    with pytest.raises(OrderNotFoundError, match="no order 'nope'"):
        store.cancel("nope")
