from pathlib import Path

import pytest

from orders import __main__, mcp_server
from orders.config import Config, ConfigError, load_config


def test_everything_has_a_default() -> None:
    assert load_config({"PORT": "", "ORDERS_DB": ""}) == Config()


def test_the_environment_wins() -> None:
    config = load_config({"PORT": "9000", "ORDERS_DB": "/data/o.db"})
    assert config == Config(database=Path("/data/o.db"), port=9000)


@pytest.mark.parametrize("port", ["http", "-1", "65536", "8.0", "²"])
def test_an_impossible_port_is_named(port: str) -> None:
    with pytest.raises(ConfigError, match="PORT: found"):
        load_config({"PORT": port})


def test_the_service_listens_on_loopback_only(
    monkeypatch: pytest.MonkeyPatch, database: Path
) -> None:
    seen: dict[str, object] = {}
    monkeypatch.setenv("ORDERS_DB", str(database))
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setattr("uvicorn.run", lambda app, **options: seen.update(options))
    __main__.main()
    assert seen == {"host": "127.0.0.1", "port": 9000}
    assert database.exists()


@pytest.mark.parametrize("main", [__main__.main, mcp_server.main])
def test_a_bad_configuration_exits_with_2(
    main: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "http")
    assert callable(main)
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    assert "orders: PORT: found 'http'" in capsys.readouterr().err
