import type { DirectoryCommit } from './commit-directory';

const maya = { name: 'Maya Lindqvist', email: 'maya@example.com' };
const tomas = { name: 'Tomas Okafor', email: 'tomas@example.com' };

/** How the sample project came to be: fixed people and dates, so that its commit ids are the same on every machine. */
export const sampleHistory: readonly [DirectoryCommit, ...DirectoryCommit[]] = [
  {
    message: 'Start the order book',
    author: { ...maya, date: '2026-06-01T09:12:00Z' },
    paths: ['.gitignore', 'LICENSE', 'pyproject.toml', 'README.md', 'src/orders/__init__.py'],
  },
  {
    message: 'Keep orders in SQLite',
    author: { ...maya, date: '2026-06-02T14:40:00Z' },
    paths: ['src/orders/models.py', 'src/orders/store.py', 'tests/test_store.py'],
  },
  {
    message: 'Serve orders over HTTP',
    author: { ...tomas, date: '2026-06-09T08:05:00Z' },
    paths: ['src/orders', 'tests', ':!src/orders/mcp_server.py', ':!tests/test_mcp.py'],
  },
  {
    message: 'Let language models read the order book',
    author: { ...maya, date: '2026-07-14T16:20:00Z' },
    paths: ['src/orders/mcp_server.py', 'tests/test_mcp.py', 'docs/mcp.md'],
  },
  {
    message: 'Pin every dependency, write the documentation',
    author: { ...tomas, date: '2026-10-20T10:30:00Z' },
    paths: ['.'],
  },
];
