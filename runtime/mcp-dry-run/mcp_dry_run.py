"""Dry run of a Model Context Protocol server over standard input and output.

    python mcp_dry_run.py --timeout 30 --output reports/mcp.json -- COMMAND [ARG...]

Starts the server, initialises a session, lists the tools, validates each tool's
schemas, calls each tool that can be called without harm, validates the answer against
the output schema, and makes sure that an argument of a wrong type is refused.

Which tools are called
- with a boolean argument `dry_run` or `dryRun`: called with it set to true;
- annotated `readOnlyHint: true`: called;
- all others: only their schemas are validated; verdict `not called`.
Arguments are the smallest valid ones the input schema allows. `examples`, `default`,
`const` and `enum` of a schema are preferred, so give an `examples` entry to an argument
with a `pattern` or a meaning that a schema cannot express.

Exit status: 0 all tools passed or were not called; 1 at least one problem; 2 usage.

Report (JSON)
    schemaVersion    1
    ok               true when there is no problem anywhere
    command          the command as it was started
    server           {"name", "version"} as the server says, or null
    protocolVersion  negotiated version, or null
    durationMs       whole run, milliseconds
    problems         problems of the server itself
    tools            one entry a tool, in the server's order:
      name           name of the tool
      verdict        "passed", "failed" or "not called"
      mode           "dry run", "read only" or null
      reason         why it was not called, or null
      arguments      what it was called with, or null
      durationMs     the call with valid arguments, milliseconds, or null
      negativeTest   "refused", "accepted" or null when there was nothing to falsify
      problems       what is wrong

The server's standard error is not part of the report; its end is printed when
something failed. Works with Python 3.10 and later and the packages `mcp` 1.10 and later
or 2, with `jsonschema` and `pydantic`, which `mcp` depends on.
https://modelcontextprotocol.io/specification
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TextIO

import anyio
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, ValidationError, best_match
from jsonschema.validators import validator_for
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.shared import exceptions as mcp_exceptions
from mcp.types import PaginatedRequestParams
from pydantic import ValidationError as ProtocolError

# Renamed between the major versions 1 and 2 of the package.
RPC_ERROR: type[Exception] = (
    vars(mcp_exceptions).get("MCPError") or vars(mcp_exceptions)["McpError"]
)
# Codes the client package makes up itself: connection closed, request timed out.
TRANSPORT_CODES = frozenset({-32000, -32001, 408})
DRY_RUN_NAMES = ("dry_run", "dryRun")
MAX_PAGES = 100
MAX_DEPTH = 20
STDERR_TAIL = 20

Schema = dict[str, Any]


class CannotGenerateError(ValueError):
    """No valid value is known for a schema; `examples` in the schema help."""


@dataclass
class ToolReport:
    """What is known about one tool; see the report in the module's docstring."""

    name: str
    verdict: str = "failed"
    mode: str | None = None
    reason: str | None = None
    arguments: dict[str, Any] | None = None
    duration_ms: int | None = None
    negative_test: str | None = None
    problems: list[str] = field(default_factory=list)


@dataclass
class Report:
    """The whole run; see the module's docstring."""

    command: list[str]
    schema_version: int = 1
    ok: bool = False
    server: dict[str, str] | None = None
    protocol_version: str | None = None
    duration_ms: int = 0
    problems: list[str] = field(default_factory=list)
    tools: list[ToolReport] = field(default_factory=list)


def example(schema: Any, root: Schema, depth: int = 0) -> Any:
    """The smallest valid value of a schema; raises CannotGenerateError."""
    if depth > MAX_DEPTH:
        raise CannotGenerateError("the schema refers to itself without an end")
    schema = resolve(schema, root)
    candidates = declared(schema)
    for branch in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        try:
            candidates.append(example(merge(schema, branch, root), root, depth + 1))
        except CannotGenerateError:
            continue
    if "allOf" in schema:
        whole = {key: value for key, value in schema.items() if key != "allOf"}
        for part in schema["allOf"]:
            whole = merge(whole, part, root)
        candidates.append(example(whole, root, depth + 1))
    reason = "no valid value found; give the schema an `examples` entry"
    for kind in types_of(schema):
        try:
            candidates.extend(VALUES[kind](schema, root, depth))
        except CannotGenerateError as error:
            reason = str(error)
    for candidate in candidates:
        if accepts(schema, candidate, root):
            return candidate
    raise CannotGenerateError(reason)


def declared(schema: Schema) -> list[Any]:
    """Values that the schema itself names, best first."""
    named = list(schema.get("examples", ()))
    named += [schema[key] for key in ("default", "const") if key in schema]
    return named + list(schema.get("enum", ()))


def resolve(schema: Any, root: Schema) -> Schema:
    """Follow `$ref` within the document; siblings of the reference stay in force."""
    if not isinstance(schema, dict):  # true and false are schemas
        return {"not": {}} if schema is False else {}
    for _ in range(MAX_DEPTH):
        reference = schema.get("$ref")
        if reference is None:
            return dict(schema)
        target: Any = root
        for part in str(reference).lstrip("#/").split("/") if reference != "#" else ():
            key = part.replace("~1", "/").replace("~0", "~")
            if not isinstance(target, dict) or key not in target:
                raise CannotGenerateError(f"{reference!r} leads nowhere")
            target = target[key]
        siblings = {key: value for key, value in schema.items() if key != "$ref"}
        schema = {**target, **siblings} if isinstance(target, dict) else siblings
    raise CannotGenerateError("the schema refers to itself without an end")


def merge(schema: Schema, branch: Any, root: Schema) -> Schema:
    """One alternative together with what holds for all alternatives."""
    branch = resolve(branch, root)
    common = {k: v for k, v in schema.items() if k not in ("anyOf", "oneOf")}
    both = {**common, **branch}
    both["required"] = [*common.get("required", ()), *branch.get("required", ())]
    both["properties"] = {
        **common.get("properties", {}),
        **branch.get("properties", {}),
    }
    return {key: value for key, value in both.items() if value not in ([], {})}


def types_of(schema: Schema) -> list[str]:
    """Types to try; without a `type` the keywords tell."""
    kind = schema.get("type")
    if isinstance(kind, list):
        return [name for name in kind if name in VALUES]
    if isinstance(kind, str):
        return [kind] if kind in VALUES else []
    if "properties" in schema or "required" in schema:
        return ["object"]
    return ["string", "object", "integer", "array", "boolean", "null"]


def object_values(schema: Schema, root: Schema, depth: int) -> Iterator[Any]:
    properties = schema.get("properties", {})
    value = {}
    for name in schema.get("required", ()):
        try:
            value[name] = example(properties.get(name, {}), root, depth + 1)
        except CannotGenerateError as error:
            raise CannotGenerateError(f"{name}: {error}") from error
    yield value


def array_values(schema: Schema, root: Schema, depth: int) -> Iterator[Any]:
    prefix = schema.get("prefixItems", [])
    fixed = [example(item, root, depth + 1) for item in prefix]
    missing = max(0, schema.get("minItems", len(fixed)) - len(fixed))
    items = schema.get("items", {})
    yield fixed + [example(items, root, depth + 1) for _ in range(missing)]
    named = resolve(items, root).get("enum", ())
    yield fixed + list(named)[:missing] if named else list(range(missing))


def number_values(schema: Schema, _root: Schema, _depth: int) -> Iterator[Any]:
    step = schema.get("multipleOf", 1)
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    yield from (1, 0, step)
    for bound in (low, high):
        if bound is not None:
            aligned = bound // step * step
            yield from (bound, aligned, aligned + step, aligned - step)
    if low is not None and high is not None:
        yield (low + high) / 2


FORMATS = {
    "date-time": "2024-01-31T12:00:00Z",
    "date": "2024-01-31",
    "time": "12:00:00Z",
    "duration": "PT1S",
    "email": "user@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
}
PATTERN_GUESSES = ("a", "A", "0", "1", "a1", "A1", "abc", "ABC", "1.0.0", "/", "a/b")


def string_values(schema: Schema, _root: Schema, _depth: int) -> Iterator[Any]:
    if schema.get("format") in FORMATS:
        yield FORMATS[schema["format"]]
    least, most = schema.get("minLength", 0), schema.get("maxLength", 256)
    yield "example"[: max(most, 0)].ljust(least, "x")
    for guess in PATTERN_GUESSES if "pattern" in schema else ():
        yield from (guess, guess * max(least, 1))


VALUES: dict[str, Callable[[Schema, Schema, int], Iterator[Any]]] = {
    "object": object_values,
    "array": array_values,
    "string": string_values,
    "integer": number_values,
    "number": number_values,
    "boolean": lambda *_: iter((False, True)),
    "null": lambda *_: iter((None,)),
}


def first_error(schema: Any, value: Any, root: Schema) -> ValidationError | None:
    """Why a value is not valid, or None."""
    kind = validator_for(root, default=Draft202012Validator)
    validator = kind(root).evolve(schema=schema)
    error: ValidationError | None = best_match(validator.iter_errors(value))
    return error


def accepts(schema: Any, value: Any, root: Schema) -> bool:
    """Whether a value is valid."""
    return first_error(schema, value, root) is None


def falsify(arguments: dict[str, Any], schema: Schema) -> dict[str, Any] | None:
    """The same arguments with one of a wrong type, or None if everything is allowed."""
    for name in schema.get("properties", {}):
        if name in DRY_RUN_NAMES:  # stays true, or the negative test would do harm
            continue
        for wrong in ({"wrong": "type"}, "not the declared type", ["wrong", "type"]):
            changed = {**arguments, name: wrong}
            if not accepts(schema, changed, schema):
                return changed
    return None


def explain(error: BaseException) -> str:
    """One line, also for the groups in which anyio wraps errors."""
    while getattr(error, "exceptions", None):
        error = error.exceptions[0]  # type: ignore[attr-defined]
    # What the client package found wrong with an answer is the cause of its error.
    inner = error.__cause__ or error.__context__
    if isinstance(inner, ValidationError):
        return f"the answer breaks the output schema at {at(inner)}"
    if isinstance(error, ProtocolError):
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        return f"the answer breaks the protocol at {place}: {first['msg']}"[:500]
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}"[:500] if text else type(error).__name__


def at(error: ValidationError) -> str:
    return f"{error.json_path}: {error.message}"[:400]


def schema_problem(label: str, schema: Any) -> str | None:
    """Why a value is no JSON Schema for an object, or None."""
    if not isinstance(schema, dict):
        return f"{label} is missing"
    if schema.get("type") != "object":
        return f'{label}: its type must be "object", found {schema.get("type")!r}'
    try:
        validator_for(schema, default=Draft202012Validator).check_schema(schema)
    except SchemaError as error:
        return f"{label} is no valid JSON Schema at {error.json_path}: {error.message}"
    return None


class DryRun:
    """One run against one server; `report` grows as facts become known."""

    def __init__(self, command: list[str], timeout: float) -> None:
        self.report = Report(command=command)
        self.timeout = timeout
        self.alive = True

    async def run(self, errlog: TextIO) -> None:
        command, *arguments = self.report.command
        # The server sees this process's environment, as a job's step would.
        server = StdioServerParameters(
            command=command, args=arguments, env=dict(os.environ)
        )
        try:
            async with (
                stdio_client(server, errlog=errlog) as (read, write),
                ClientSession(read, write, message_handler=self.on_message) as session,
            ):
                await self.talk(session)
        except OSError as error:
            self.report.problems.append(f"the server cannot be started: {error}")
        except Exception as error:  # an unknown failure is a failure
            self.report.problems.append(explain(error))

    async def on_message(self, message: Any) -> None:
        if isinstance(message, Exception):
            problem = "standard output carries a line that is no JSON-RPC message"
            if problem not in self.report.problems:
                self.report.problems.append(problem)

    async def talk(self, session: ClientSession) -> None:
        try:
            with anyio.fail_after(self.timeout):
                started = (await session.initialize()).model_dump(by_alias=True)
        except Exception as error:
            self.report.problems.append(f"initialize: {self.failure(error)}")
            return
        info = started["serverInfo"]
        self.report.server = {"name": info["name"], "version": info["version"]}
        self.report.protocol_version = str(started["protocolVersion"])
        try:
            tools = await self.list_tools(session)
        except Exception as error:
            self.report.problems.append(f"tools/list: {self.failure(error)}")
            return
        if not tools:
            self.report.problems.append("the server lists no tools")
        names = [str(tool["name"]) for tool in tools]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.report.problems.append(f"two tools are named {name!r}")
        for tool in tools:
            found = ToolReport(name=str(tool["name"]))
            self.report.tools.append(found)
            try:
                await self.check(session, tool, found)
            except Exception as error:  # such as a reference that leads nowhere
                found.problems.append(explain(error))
            if found.problems:
                found.verdict = "failed"

    async def list_tools(self, session: ClientSession) -> list[dict[str, Any]]:
        tools: list[dict[str, Any]] = []
        cursor: str | None = None
        for _ in range(MAX_PAGES):
            with anyio.fail_after(self.timeout):
                page = await session.list_tools(
                    params=PaginatedRequestParams(cursor=cursor) if cursor else None
                )
            wire = page.model_dump(by_alias=True)
            tools += wire["tools"]
            cursor = wire.get("nextCursor")
            if not cursor:
                return tools
        raise ValueError(f"more than {MAX_PAGES} pages of tools")

    def failure(self, error: Exception) -> str:
        """Text of a failed request; notes when the server is gone."""
        if isinstance(error, TimeoutError):
            return f"no answer within {self.timeout:g} s"
        code = getattr(getattr(error, "error", None), "code", None)
        closed = (anyio.ClosedResourceError, anyio.BrokenResourceError)
        if isinstance(error, closed) or (
            isinstance(error, RPC_ERROR) and code in TRANSPORT_CODES
        ):
            self.alive = False
            return "the server closed the connection"
        return explain(error)

    async def check(
        self, session: ClientSession, tool: dict[str, Any], found: ToolReport
    ) -> None:
        schema, output = tool["inputSchema"], tool.get("outputSchema")
        problems = [schema_problem("the input schema", schema)]
        if output is not None:
            problems.append(schema_problem("the output schema", output))
        found.problems += [problem for problem in problems if problem]
        if found.problems:
            return
        properties = schema.get("properties", {})
        flag = next((n for n in DRY_RUN_NAMES if is_flag(properties.get(n))), None)
        if flag:
            found.mode = "dry run"
        elif (tool.get("annotations") or {}).get("readOnlyHint") is True:
            found.mode = "read only"
        else:
            found.verdict, found.reason = "not called", "no dry-run argument"
            return
        try:
            arguments = dict(example(schema, schema))
        except CannotGenerateError as error:
            found.problems.append(f"no arguments can be made up: {error}")
            return
        found.arguments = {**arguments, flag: True} if flag else arguments
        await self.positive(session, found)
        if self.alive and not found.problems:
            wrong = falsify(found.arguments, schema)
            if wrong is not None:
                await self.negative(session, found, wrong)
        found.verdict = "passed"

    async def positive(self, session: ClientSession, found: ToolReport) -> None:
        begin = time.monotonic()
        try:
            answer = await self.call(session, found.name, found.arguments)
        except Exception as error:
            found.problems.append(self.failure(error))
        else:
            if answer.get("isError"):
                found.problems.append(f"valid arguments were refused: {said(answer)}")
        found.duration_ms = round((time.monotonic() - begin) * 1000)

    async def negative(
        self, session: ClientSession, found: ToolReport, wrong: dict[str, Any]
    ) -> None:
        try:
            refused = bool((await self.call(session, found.name, wrong)).get("isError"))
        except Exception as error:
            text = self.failure(error)
            refused = isinstance(error, RPC_ERROR) and self.alive
            if not refused:
                found.problems.append(f"an argument of a wrong type: {text}")
                return
        found.negative_test = "refused" if refused else "accepted"
        if not refused:
            shown = json.dumps(wrong)[:200]
            found.problems.append(f"an argument of a wrong type was accepted: {shown}")

    async def call(
        self, session: ClientSession, name: str, arguments: dict[str, Any] | None
    ) -> dict[str, Any]:
        """One call; the client package validates the answer by the output schema."""
        if not self.alive:
            raise anyio.ClosedResourceError
        with anyio.fail_after(self.timeout):
            answer = await session.call_tool(name, arguments)
        return answer.model_dump(by_alias=True, mode="json")


def is_flag(schema: Any) -> bool:
    """Whether a property takes true."""
    return isinstance(schema, dict) and "boolean" in (
        schema.get("type"),
        *(part.get("type") for part in schema.get("anyOf", ())),
    )


def said(answer: dict[str, Any]) -> str:
    texts = [str(part.get("text", "")) for part in answer.get("content", ())]
    return " ".join(" ".join(texts).split())[:400] or "no text"


def summary(report: Report) -> Iterator[str]:
    """Lines for a person."""
    server = report.server or {"name": "unknown server", "version": ""}
    yield f"MCP dry run: {server['name']} {server['version']}".rstrip()
    for problem in report.problems:
        yield f"  problem: {problem}"
    for tool in report.tools:
        took = "" if tool.duration_ms is None else f" in {tool.duration_ms} ms"
        why = f": {tool.reason}" if tool.reason else ""
        mode = f" ({tool.mode})" if tool.mode else ""
        yield f"  {tool.verdict:<10} {tool.name}{mode}{took}{why}"
        for problem in tool.problems:
            yield f"             {problem}"
    counts = [
        f"{sum(tool.verdict == verdict for tool in report.tools)} {verdict}"
        for verdict in ("passed", "failed", "not called")
    ]
    yield f"{'OK' if report.ok else 'FAILED'}: {', '.join(counts)}"


@contextmanager
def captured_stderr() -> Iterator[TextIO]:
    """A real file, because a child process writes to it."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as file:
        yield file


def dry_run(command: list[str], timeout: float) -> tuple[Report, list[str]]:
    """Run against a command; the report and the end of the server's standard error."""
    begin = time.monotonic()
    run = DryRun(command, timeout)
    with captured_stderr() as errlog:
        anyio.run(run.run, errlog)
        errlog.seek(0)
        tail = errlog.read().splitlines()[-STDERR_TAIL:]
    report = run.report
    report.duration_ms = round((time.monotonic() - begin) * 1000)
    failed = any(tool.verdict == "failed" for tool in report.tools)
    report.ok = not report.problems and not failed
    return report, tail


def camel_case(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    """Names as JSON has them; called for the report's own classes only."""
    return {
        first + "".join(word.capitalize() for word in rest): value
        for (first, *rest), value in ((name.split("_"), v) for name, v in fields)
    }


def seconds(text: str) -> float:
    value = float(text)
    if not 0 < value <= 3600:
        raise argparse.ArgumentTypeError(
            "expected more than 0 and at most 3600 seconds"
        )
    return value


def main(argv: list[str]) -> int:
    """Parse the command line, run, write the report; the exit status."""
    parser = argparse.ArgumentParser(prog="mcp_dry_run", allow_abbrev=False)
    parser.add_argument("--timeout", type=seconds, default=30.0, metavar="SECONDS")
    parser.add_argument("--output", type=Path, metavar="FILE")
    parser.add_argument("command", nargs="+", metavar="COMMAND [ARG...]")
    options = parser.parse_args(argv)
    # The client package logs what it also hands over; problems are printed once.
    logging.disable(logging.CRITICAL)
    report, stderr_tail = dry_run(options.command, options.timeout)
    if options.output:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(
            asdict(report, dict_factory=camel_case), indent=2, ensure_ascii=False
        )
        options.output.write_text(text + "\n", encoding="utf-8")
    print("\n".join(summary(report)))
    if not report.ok and stderr_tail:
        print("--- end of the server's standard error")
        print("\n".join(stderr_tail))
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
