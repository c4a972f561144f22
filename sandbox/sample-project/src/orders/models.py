"""The data that crosses a boundary: HTTP, MCP or the database."""

from enum import Enum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

OrderId = Annotated[
    str,
    Field(
        pattern=r"^[0-9a-f]{32}$",
        description="Identifier given by the service",
        examples=["00000000000000000000000000000000"],
    ),
]
Customer = Annotated[str, Field(min_length=1, max_length=100, examples=["Ada"])]
Sku = Annotated[
    str,
    Field(
        pattern=r"^[A-Z]{3}-[0-9]{4}$",
        description="Article number: three capitals, four digits",
        examples=["TEA-0001"],
    ),
]
Quantity = Annotated[int, Field(ge=1, le=1000, examples=[1])]
Limit = Annotated[int, Field(ge=1, le=200)]
IdempotencyKey = Annotated[
    str,
    Field(
        min_length=1,
        max_length=200,
        description="Repeating a request with the same key creates nothing new",
    ),
]


class OrderStatus(str, Enum):
    """State of an order."""

    OPEN = "open"
    CANCELLED = "cancelled"


class NewOrder(BaseModel):
    """What a customer asks for."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    customer: Customer
    sku: Sku
    quantity: Quantity


class Order(BaseModel):
    """An order as the service keeps it."""

    model_config = ConfigDict(frozen=True)

    id: OrderId
    customer: Customer
    sku: Sku
    quantity: Quantity
    status: OrderStatus
    created_at: str = Field(description="UTC time, ISO 8601")
