"""Tests of the MCP dry run against real servers, sound and broken.

From the root of the work tree:

    uv run --frozen --project sandbox/sample-project pytest -n auto \
        -c sandbox/sample-project/pyproject.toml --rootdir runtime/mcp-dry-run \
        -p no:cacheprovider runtime/mcp-dry-run
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from mcp_dry_run import (
    CannotGenerateError,
    accepts,
    dry_run,
    example,
    explain,
    falsify,
    main,
)

# A server that speaks the protocol by hand, so that it can break it on purpose.
# BEHAVIOUR is Python that may replace `tools`, `call` and `greet`.
SERVER = """
import json, os, sys, time

def write(message):
    print(json.dumps({"jsonrpc": "2.0", **message}), flush=True)

def call(name, arguments):
    wrong = not isinstance(arguments.get("text"), str)
    return {"content": [], "isError": wrong, "structuredContent": {"length": 1}}

def greet():
    pass

object_with = lambda **properties: {
    "type": "object", "properties": properties, "required": list(properties)}
tool = {
    "name": "measure",
    "inputSchema": object_with(text={"type": "string"}),
    "outputSchema": object_with(length={"type": "integer"}),
    "annotations": {"readOnlyHint": True},
}
tools = [tool]

#BEHAVIOUR

for line in sys.stdin:
    request = json.loads(line)
    method, params = request["method"], request.get("params") or {}
    if "id" not in request:
        continue
    if method == "initialize":
        greet()
        result = {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}},
                  "serverInfo": {"name": "fixture", "version": "1"}}
    elif method == "tools/list":
        result = {"tools": tools}
    elif method == "tools/call":
        result = call(params["name"], params.get("arguments") or {})
    else:
        write({"id": request["id"], "error": {"code": -32601, "message": method}})
        continue
    write({"id": request["id"], "result": result})
"""


@pytest.fixture
def run(tmp_path: Path) -> Any:
    def start(behaviour: str = "", timeout: float = 20) -> dict[str, Any]:
        server = tmp_path / "server.py"
        server.write_text(SERVER.replace("#BEHAVIOUR", behaviour))
        output = tmp_path / "reports" / "mcp.json"
        options = ["--timeout", str(timeout), "--output", str(output)]
        status = main([*options, "--", sys.executable, str(server)])
        report: dict[str, Any] = json.loads(output.read_text())
        assert status == (0 if report["ok"] else 1)
        return report

    return start


def problems(report: dict[str, Any]) -> list[str]:
    tools = [problem for tool in report["tools"] for problem in tool["problems"]]
    assert report["ok"] is (not tools and not report["problems"])
    return [*report["problems"], *tools]


def test_a_sound_server_passes(run: Any) -> None:
    report = run()
    assert problems(report) == []
    assert report["server"] == {"name": "fixture", "version": "1"}
    assert report["protocolVersion"] == "2025-06-18"
    (tool,) = report["tools"]
    assert (tool["verdict"], tool["mode"]) == ("passed", "read only")
    assert tool["arguments"] == {"text": "example"}
    assert tool["negativeTest"] == "refused"


def test_the_sample_server_passes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ORDERS_DB", str(tmp_path / "orders.db"))
    report, _ = dry_run([sys.executable, "-m", "orders.mcp_server"], 30)
    assert report.ok
    assert {tool.name: tool.mode for tool in report.tools} == {
        "create_order": "dry run",
        "get_order": "read only",
        "list_orders": "read only",
    }


@pytest.mark.parametrize("flag", ["dry_run", "dryRun"])
def test_a_dry_run_argument_is_true_in_every_call(run: Any, flag: str) -> None:
    behaviour = f"""
del tool["annotations"]
tool["inputSchema"]["properties"]["{flag}"] = {{"type": "boolean", "default": False}}
sound = call
def call(name, arguments):
    if arguments.get("{flag}") is not True:
        os._exit(1)
    return sound(name, arguments)
"""
    (tool,) = run(behaviour)["tools"]
    assert (tool["verdict"], tool["mode"]) == ("passed", "dry run")
    assert tool["arguments"] == {"text": "example", flag: True}


def test_a_tool_that_may_do_harm_is_not_called(run: Any) -> None:
    report = run('del tool["annotations"]\ndef call(name, arguments): os._exit(1)')
    assert problems(report) == []
    (tool,) = report["tools"]
    assert tool["verdict"] == "not called"
    assert tool["reason"] == "no dry-run argument"


BROKEN = {
    "crash at start": ("sys.exit(3)", "initialize: the server closed the connection"),
    "crash in a call": (
        "def call(name, arguments): os._exit(3)",
        "the server closed the connection",
    ),
    "chatter on standard output": (
        "def greet(): print('listening ...', flush=True)",
        "standard output carries a line that is no JSON-RPC message",
    ),
    "no tools": ("tools = []", "the server lists no tools"),
    "two tools of one name": ("tools = [tool, tool]", "two tools are named 'measure'"),
    "answer breaks its schema": (
        "def call(name, arguments): return {'content': [],"
        " 'structuredContent': {'length': 'long'}}",
        "the answer breaks the output schema at $.length: 'long' is not of type"
        " 'integer'",
    ),
    "no structured answer": (
        "def call(name, arguments): return {'content': []}",
        "has an output schema but did not return structured content",
    ),
    "input schema of no object": (
        "tool['inputSchema'] = {'type': 'string'}",
        "inputSchema.type: Input should be 'object'",
    ),
    "invalid input schema": (
        "tool['inputSchema']['properties']['text']['type'] = 'str'",
        "the input schema is no valid JSON Schema at $.properties.text.type",
    ),
    "invalid output schema": (
        "tool['outputSchema']['properties']['length']['type'] = 'long'",
        "the output schema is no valid JSON Schema at $.properties.length.type",
    ),
    "arguments that cannot be made up": (
        "tool['inputSchema']['properties']['text']['pattern'] = '^[A-Z]{3}-[0-9]+$'",
        "no arguments can be made up: text: no valid value found",
    ),
    "valid arguments refused": (
        "def call(name, arguments): return {'isError': True,"
        " 'content': [{'type': 'text', 'text': 'disk full'}]}",
        "valid arguments were refused: disk full",
    ),
    "wrong type accepted": (
        "def call(name, arguments): return {'content': [],"
        " 'structuredContent': {'length': 1}}",
        'an argument of a wrong type was accepted: {"text": {"wrong": "type"}}',
    ),
}


@pytest.mark.parametrize(("behaviour", "problem"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_server_is_told_what_is_wrong(
    run: Any, behaviour: str, problem: str
) -> None:
    assert any(problem in found for found in problems(run(behaviour)))


@pytest.mark.parametrize(
    ("behaviour", "problem"),
    [
        ("def greet(): time.sleep(600)", "initialize: no answer within 2 s"),
        ("def call(name, arguments): time.sleep(600)", "no answer within 2 s"),
    ],
)
def test_a_server_that_hangs_is_given_up(
    run: Any, behaviour: str, problem: str
) -> None:
    assert problem in problems(run(behaviour, timeout=2))


def test_a_command_that_does_not_exist_is_named() -> None:
    report, _ = dry_run(["no-such-command-anywhere"], 5)
    assert not report.ok
    assert "the server cannot be started" in report.problems[0]
    assert "no-such-command-anywhere" in report.problems[0]


def test_standard_error_is_shown_but_not_reported(
    run: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    report = run("sys.exit('no database')")
    assert "no database" in capfd.readouterr().out
    assert "no database" not in json.dumps(report)


@pytest.mark.parametrize(
    "arguments", [[], ["--timeout", "0", "--", "x"], ["--timeout", "soon", "--", "x"]]
)
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2


SCHEMAS: list[dict[str, Any]] = [
    {"type": "string", "minLength": 20, "maxLength": 20},
    {"type": "string", "maxLength": 2},
    {"type": "string", "format": "date-time"},
    {"type": "string", "pattern": "^[a-z]+$", "minLength": 5},
    {"type": "integer", "minimum": 7, "maximum": 9, "multipleOf": 4},
    {"type": "integer", "exclusiveMinimum": -9, "exclusiveMaximum": -7},
    {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.5},
    {"type": ["null", "object"], "required": ["a"]},
    {"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 2},
    {"type": "array", "items": {"type": "integer"}, "minItems": 3, "uniqueItems": True},
    {"type": "array", "prefixItems": [{"const": 1}, {"type": "string"}], "minItems": 2},
    {"anyOf": [{"type": "string", "minLength": 1}, {"type": "null"}]},
    {"oneOf": [False, {"const": {"a": None}}]},
    {"allOf": [{"type": "integer", "minimum": 3}, {"maximum": 3}]},
    {"enum": ["only"]},
    {"const": None},
    {"$ref": "#/$defs/Kind", "$defs": {"Kind": {"enum": ["x"]}}},
    {
        "type": "object",
        "properties": {"next": {"$ref": "#"}, "a~/b": {"$ref": "#/$defs/a~0~1b"}},
        "required": ["a~/b"],
        "$defs": {"a~/b": {"type": "boolean"}},
    },
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=json.dumps)
def test_an_example_is_valid(schema: dict[str, Any]) -> None:
    assert accepts(schema, example(schema, schema), schema)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"a": {"$ref": "#"}}, "required": ["a"]},
        {"$ref": "#/$defs/Missing"},
        {"not": {}},
    ],
    ids=json.dumps,
)
def test_an_impossible_example_is_admitted(schema: dict[str, Any]) -> None:
    with pytest.raises(CannotGenerateError):
        example(schema, schema)


def test_the_schema_s_own_example_comes_first() -> None:
    schema = {"type": "integer", "default": 2, "examples": ["no integer", 3]}
    assert example(schema, schema) == 3


def test_nothing_is_falsified_where_everything_is_allowed() -> None:
    anything = {
        "type": "object",
        "properties": {"a": {}, "dry_run": {"type": "boolean"}},
    }
    assert falsify({"dry_run": True}, anything) is None


def test_an_error_in_groups_is_explained_by_its_core() -> None:
    class GroupError(Exception):
        exceptions = (ValueError("of\n two lines"),)

    assert explain(GroupError("outer")) == "ValueError: of two lines"
    assert explain(KeyError()) == "KeyError"
    assert os.linesep not in explain(OSError("a", "b"))
