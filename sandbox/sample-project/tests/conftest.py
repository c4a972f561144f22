"""Each test has its own database, so that workers and re-runs never share state."""

import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
import uvicorn

from orders.app import create_app
from orders.models import NewOrder
from orders.store import OrderStore


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "orders.db"


@pytest.fixture
def store(database: Path) -> OrderStore:
    return OrderStore(database)


@pytest.fixture
def tea() -> NewOrder:
    return NewOrder(customer="Ada", sku="TEA-0001", quantity=2)


@pytest.fixture(scope="session")
def tls() -> ssl.SSLContext:
    """Read once: to read all certificates takes longer than a test."""
    return ssl.create_default_context()


@pytest.fixture
def client(store: OrderStore, tls: ssl.SSLContext) -> Iterator[httpx2.Client]:
    """A client of a real server on a free loopback port."""
    server = uvicorn.Server(uvicorn.Config(create_app(store), log_level="warning"))
    # The socket listens before the server runs, so no request can come too early.
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        with httpx2.Client(base_url=url, timeout=30, verify=tls) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()
