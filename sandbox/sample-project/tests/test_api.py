from pathlib import Path
from typing import Any

import httpx2
import pytest

TEA = {"customer": "Ada", "sku": "TEA-0001", "quantity": 2}


def test_health_needs_no_database(client: httpx2.Client, database: Path) -> None:
    database.unlink()
    assert client.get("/health").json() == {"status": "ok", "version": "1.4.0"}


def test_database_health_counts_real_rows(client: httpx2.Client) -> None:
    client.post("/orders", json=TEA)
    assert client.get("/health/db").json() == {"status": "ok", "orders": 1}


def test_database_health_says_when_it_is_broken(
    client: httpx2.Client, database: Path
) -> None:
    for file in database.parent.glob("orders.db*"):
        file.unlink()
    answer = client.get("/health/db")
    assert answer.status_code == 503
    assert answer.json()["error"] == "no such table: orders"


def test_an_order_is_created_and_found(client: httpx2.Client) -> None:
    created = client.post("/orders", json=TEA)
    assert created.status_code == 201
    assert created.json().items() >= {**TEA, "status": "open"}.items()
    assert client.get(created.headers["Location"]).json() == created.json()
    assert client.get("/orders").json() == {"orders": [created.json()]}


def test_a_repeated_request_creates_nothing_new(client: httpx2.Client) -> None:
    headers = {"Idempotency-Key": "k"}
    first = client.post("/orders", json=TEA, headers=headers)
    again = client.post("/orders", json=TEA, headers=headers)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = client.post("/orders", json={**TEA, "quantity": 3}, headers=headers)
    assert other.status_code == 409


def test_an_order_is_cancelled_once(client: httpx2.Client) -> None:
    path = client.post("/orders", json=TEA).headers["Location"] + "/cancel"
    assert client.post(path).json()["status"] == "cancelled"
    assert client.post(path).status_code == 409


def test_an_unknown_order_is_404(client: httpx2.Client) -> None:
    answer = client.get("/orders/nope")
    assert answer.status_code == 404
    assert answer.json() == {"error": "no order 'nope'", "details": []}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"quantity": 0}, "quantity"),
        ({"quantity": "2"}, "quantity"),
        ({"sku": "tea"}, "sku"),
        ({"customer": ""}, "customer"),
        ({"colour": "green"}, "colour"),
    ],
)
def test_an_invalid_order_names_its_field(
    client: httpx2.Client, change: dict[str, Any], field: str
) -> None:
    answer = client.post("/orders", json={**TEA, **change})
    assert answer.status_code == 422
    assert [detail["field"] for detail in answer.json()["details"]] == [[field]]


def test_a_body_that_is_not_json_is_refused(client: httpx2.Client) -> None:
    assert client.post("/orders", content=b"{").status_code == 422


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "status=lost", "page=2"])
def test_an_invalid_query_is_refused(client: httpx2.Client, query: str) -> None:
    assert client.get(f"/orders?{query}").status_code == 422
