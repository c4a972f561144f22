import { type Change } from './sample-checkout';

/** Reads a file of the sample project. */
type ReadFile = (file: string) => string;

/** One thing wrong with the sample project: made from its files, so that it stays right when they change. */
export type Fault = (read: ReadFile) => Change;

/** A file with one place changed. @throws when the place is not there. */
function edited(read: ReadFile, file: string, from: string, to: string): Change {
  const text = read(file);
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
  return { [file]: text.replace(from, () => to) };
}

/** Faults by what is wrong. Each is one finding of one tool, and nothing the other tools mind. */
export const faults = {
  'lint error': (read) =>
    edited(read, 'src/orders/__init__.py', '__version__', 'import os\n\n__version__'),
  'unformatted file': (read) =>
    edited(read, 'src/orders/__init__.py', '__version__ = ', '__version__  =  '),
  'type error': () => ({ 'src/orders/mistyped.py': '"""Planted."""\n\nwidth: int = "wide"\n' }),
  'failing test': () => ({
    'tests/test_planted.py':
      '"""Planted."""\n\n\ndef test_planted() -> None:\n    assert len("") == 1\n',
  }),
  'high finding': () => ({
    'src/orders/planted.py': [
      '"""Planted."""',
      '',
      'import subprocess',
      '',
      '',
      'def run(command: str) -> int:',
      '    """Run a command line."""',
      '    return subprocess.call(command, shell=True)',
      '',
    ].join('\n'),
  }),
  'stale lock file': (read) =>
    edited(read, 'pyproject.toml', '"uvicorn==', '"starlette!=1.0.0",\n    "uvicorn=='),
  'unreadable lock file': () => ({ 'uv.lock': 'version = \n' }),
  'answer against its schema': (read) =>
    edited(
      read,
      'src/orders/mcp_server.py',
      'return Listed(orders=store.list(limit, status))',
      'return Listed.model_construct(orders="none")',
    ),
} as const satisfies Readonly<Record<string, Fault>>;

/**
 * The sample project without its MCP server and the tests that load it: a smaller one, whose tests take half of the time
 * and still reach more than the minimum.
 */
export const withoutMcpServer: Change = {
  'src/orders/mcp_server.py': null,
  'tests/test_mcp.py': null,
  'tests/test_config.py': null,
};

/**
 * A module that nothing tests, just long enough to bring the coverage below the minimum by less than one statement
 * more: 79.9 %, which rounds to 80.
 *
 * @param covered statements and branches that the sample project's tests reach
 * @param all statements and branches that it has
 */
export function uncoveredModule(covered: number, all: number, minimum: number): Change {
  const lines = Math.floor(covered / (minimum / 100) - all) + 1;
  const body = Array.from(
    { length: lines },
    (_, index) => `value_${String(index)} = ${String(index)}`,
  );
  return { 'src/orders/planted.py': `"""Planted."""\n\n${body.join('\n')}\n` };
}
