"""`python -m orders`: the HTTP service on 127.0.0.1:PORT."""

import os
import sys

import uvicorn

from orders.app import create_app
from orders.config import ConfigError, load_config
from orders.store import OrderStore


def main() -> None:
    """Serve until interrupted; exit 2 on an unusable configuration."""
    try:
        config = load_config(os.environ)
    except ConfigError as error:
        print(f"orders: {error}", file=sys.stderr)
        sys.exit(2)
    app = create_app(OrderStore(config.database))
    uvicorn.run(app, host="127.0.0.1", port=config.port)


if __name__ == "__main__":
    main()
