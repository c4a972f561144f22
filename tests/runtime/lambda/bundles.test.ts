import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { runtime } from '../../../components/aws/lambda-function';
import { lambdaNode } from '../../../sandbox/aws/lambda-process';
import { scratchDirectory } from '../../support/scratch';
import { projectRoot, runProgram } from '../../support/tools';

const scratch = scratchDirectory('lambda-bundles');

/** Every file below a directory with its text. */
function filesOf(directory: string): ReadonlyMap<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(
    files.sort().map((file) => [path.relative(directory, file), readFileSync(file, 'utf8')]),
  );
}

function built(name: string): string {
  const directory = path.join(scratch, name);
  const { status, stderr } = runProgram(process.execPath, ['tools/build-lambda.mjs', directory], {
    cwd: projectRoot,
  });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return directory;
}

let first = '';
beforeAll(() => {
  first = built('first');
});

test('the same source gives the same bytes, without a path of this machine', () => {
  const files = filesOf(first);
  expect(filesOf(built('second'))).toEqual(files);
  const deployed = filesOf(path.join(first, 'lambda'));
  const naming = [...deployed].filter(([, text]) => text.includes(projectRoot));
  expect(naming.map(([file]) => file)).toEqual([]);
});

test('source maps are beside what is deployed, and nothing in it points to them', () => {
  const deployed = filesOf(path.join(first, 'lambda'));
  expect([...deployed.keys()].filter((file) => !file.endsWith('.mjs'))).toEqual([]);
  const pointing = [...deployed].filter(([, text]) => text.includes('sourceMappingURL='));
  expect(pointing.map(([file]) => file)).toEqual([]);
  const maps = filesOf(path.join(first, 'lambda-maps'));
  expect([...maps.keys()].map((file) => file.replace(/\.map$/, ''))).toEqual([...deployed.keys()]);
});

test('a handler loads no client of AWS, GitHub or anything else before its first event', () => {
  for (const name of readdirSync(path.join(first, 'lambda'))) {
    const directory = path.join(first, 'lambda', name);
    const handler = readFileSync(path.join(directory, 'index.mjs'), 'utf8');
    const loaded = [...handler.matchAll(/(?:^|[;}])import(?:[^"'(]*from)?\s*["'](\.[^"']+)["']/g)];
    const bytes = loaded
      .map(([, file = '']) => readFileSync(path.join(directory, file), 'utf8').length)
      .reduce((sum, one) => sum + one, handler.length);
    expect([name, bytes < 16 * 1024]).toEqual([name, true]);
  }
});

test('functions are run here under the Node that they are deployed on, where there is a build of it', () => {
  const { stdout } = runProgram(lambdaNode(), ['--version'], { cwd: projectRoot });
  const [, major] = /^v(\d+)\./.exec(stdout) ?? [];
  const hasBuild = process.platform === 'linux' && process.arch === 'x64';
  expect(`nodejs${hasBuild ? major : 24}.x`).toBe(runtime);
});
