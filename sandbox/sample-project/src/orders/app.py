"""The HTTP API."""

import sqlite3
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from orders import __version__
from orders.models import IdempotencyKey, Limit, NewOrder, OrderStatus
from orders.store import OrderConflictError, OrderNotFoundError, OrderStore

_KEY: TypeAdapter[str | None] = TypeAdapter(IdempotencyKey | None)


class ListQuery(BaseModel):
    """Query parameters of GET /orders."""

    model_config = ConfigDict(extra="forbid")

    limit: Limit = 50
    status: OrderStatus | None = None


def create_app(store: OrderStore) -> Starlette:
    """Build the application over a store."""

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok", "version": __version__})

    def health_db(_: Request) -> Response:
        try:
            return JSONResponse({"status": "ok", "orders": store.count()})
        except sqlite3.Error as error:
            body = {"status": "unavailable", "error": str(error)}
            return JSONResponse(body, status_code=503)

    async def create(request: Request) -> Response:
        new = NewOrder.model_validate_json(await request.body())
        key = _KEY.validate_python(request.headers.get("Idempotency-Key"))
        order, created = await run_in_threadpool(store.create, new, key)
        return JSONResponse(
            order.model_dump(mode="json"),
            status_code=201 if created else 200,
            headers={"Location": f"/orders/{order.id}"},
        )

    def list_orders(request: Request) -> Response:
        query = ListQuery.model_validate(dict(request.query_params))
        orders = store.list(query.limit, query.status)
        return JSONResponse({"orders": [o.model_dump(mode="json") for o in orders]})

    def get(request: Request) -> Response:
        order = store.get(request.path_params["order_id"])
        return JSONResponse(order.model_dump(mode="json"))

    def cancel(request: Request) -> Response:
        order = store.cancel(request.path_params["order_id"])
        return JSONResponse(order.model_dump(mode="json"))

    return Starlette(
        routes=[
            Route("/health", health),
            Route("/health/db", health_db),
            Route("/orders", create, methods=["POST"]),
            Route("/orders", list_orders, methods=["GET"]),
            Route("/orders/{order_id}", get, methods=["GET"]),
            Route("/orders/{order_id}/cancel", cancel, methods=["POST"]),
        ],
        exception_handlers={
            OrderNotFoundError: lambda _, error: _problem(404, str(error)),
            OrderConflictError: lambda _, error: _problem(409, str(error)),
            ValidationError: _invalid,
        },
    )


def _problem(status: int, error: str, details: list[Any] | None = None) -> Response:
    return JSONResponse({"error": error, "details": details or []}, status_code=status)


def _invalid(_: Request, error: Exception) -> Response:
    # Starlette hands over only the class it was registered for; its type says less.
    assert isinstance(error, ValidationError)  # nosec B101
    details = error.errors(include_url=False, include_context=False)
    readable = [{"field": list(d["loc"]), "message": d["msg"]} for d in details]
    return _problem(422, "invalid request", readable)
