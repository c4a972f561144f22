"""A small order book with an HTTP API and an MCP server over SQLite."""

__version__ = "1.4.0"
