import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { projectRoot } from '../support/tools';

test('a place in a function’s bundle is shown as the one in its source', () => {
  const parts = path.join(projectRoot, 'build', 'lambda', 'worker', 'parts');
  const [file = ''] = readdirSync(parts).filter((name) => name.startsWith('open-worker-'));
  const lines = readFileSync(path.join(parts, file), 'utf8').split('\n');
  const line = lines.findIndex((text) => text.includes('batches take too long'));
  const column = lines[line]?.indexOf('batches take too long') ?? -1;
  expect(line).toBeGreaterThanOrEqual(0);
  const place = `${String(line + 1)}:${String(column + 1)}`;
  const trace = [
    'Error: x',
    `    at f (file:///var/task/parts/${file}:${place})`,
    '    at g (file:///var/task/parts/other-ABC.mjs:1:1)',
    '    at node:internal/process/task_queues:95:5',
  ].join('\n');
  const mapped = execFileSync('node', ['tools/map-stack-trace.mjs', 'worker'], {
    cwd: projectRoot,
    input: trace,
    encoding: 'utf8',
  });
  const [, own = '', other, foreign] = mapped.split('\n');
  const [, row = ''] = /runtime\/lambda\/worker\/process-batch\.ts:(\d+):\d+\)$/.exec(own) ?? [];
  const source = readFileSync(
    path.join(projectRoot, 'runtime/lambda/worker/process-batch.ts'),
    'utf8',
  ).split('\n');
  expect(source[Number(row) - 1]).toContain('batches take too long');
  expect(other).toContain('/var/task/parts/other-ABC.mjs:1:1');
  expect(foreign).toContain('node:internal');
});
