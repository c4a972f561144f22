import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startNode } from '../../cli/processes/child-process';

const directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-child-'));
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

function write(file: string, text: string): string {
  const place = path.join(directory, file);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, text);
  return place;
}

/** What a child prints. */
async function printed(args: readonly string[]): Promise<readonly string[]> {
  const lines: string[] = [];
  const onLine = (line: string): void => void lines.push(line);
  const options = { title: 'a child', args, directory, environment: process.env, onLine };
  await startNode(options).exited;
  return lines;
}

test('what is loaded late is the real thing to whoever uses it, in every way of taking it', async () => {
  write(
    'node_modules/typescript/index.js',
    'console.log("loaded"); module.exports = { version: "5", twice: (n) => 2 * n };',
  );
  write(
    'node_modules/@npmcli/arborist/index.js',
    'module.exports = class Arborist { constructor(p) { this.p = p; } };' +
      'module.exports.Arborist = module.exports; module.exports.Edge = "edge";',
  );
  const main = write(
    'main.js',
    `const ts = require('typescript');
    const Arborist = require('@npmcli/arborist');
    console.log('not yet');
    console.log(ts.version, String(ts.twice(4)), Object.keys(ts).join(), String('twice' in ts), { ...ts }.version);
    console.log(new Arborist('a').p, new Arborist.Arborist('b').p, String(Arborist.default === Arborist.Arborist));
    import('typescript').then((es) => console.log(es.default.version, require('typescript').version));`,
  );
  expect(await printed([main])).toEqual([
    'not yet',
    'loaded',
    '5 8 version,twice true 5',
    'a b true',
    '5 5',
  ]);
});

test('a child without these modules starts all the same', async () => {
  const main = write('elsewhere/main.js', 'console.log("started");');
  rmSync(path.join(directory, 'node_modules'), { recursive: true, force: true });
  expect(await printed([main])).toEqual(['started']);
});

test('the debugger that is attached late knows the functions and scripts from before', async () => {
  const main = write(
    'program/main.js',
    `const hooks = require('@pulumi/pulumi/runtime/closure/v8Hooks');
    const v8 = require('@pulumi/pulumi/runtime/closure/v8');
    function scope() {
      const enclosed = 'seven';
      return () => enclosed;
    }
    const made = scope();
    (async () => {
      await hooks.isInitializedAsync();
      const { file, line } = await v8.getFunctionLocationAsync(made);
      console.log(require('node:path').basename(file), String(line + 1));
      console.log(await v8.lookupCapturedVariableValueAsync(made, 'enclosed', true));
    })();`,
  );
  symlinkSync(
    path.join(__dirname, '..', '..', 'node_modules'),
    path.join(directory, 'program', 'node_modules'),
  );
  expect(await printed([main])).toEqual(['main.js 5', 'seven']);
});

test('a stack names sources of the project by their source maps, and files of packages as they are', async () => {
  const map = { version: 3, sources: ['thrown.ts'], names: [], mappings: 'AAKA' };
  const url = Buffer.from(JSON.stringify(map)).toString('base64');
  const code = `module.exports = () => new Error('thrown').stack.split('\\n')[1];
//# sourceMappingURL=data:application/json;base64,${url}`;
  write('mapped/thrown.js', code);
  write('mapped/node_modules/package/thrown.js', code);
  symlinkSync(
    path.dirname(require.resolve('source-map-support/package.json')),
    path.join(directory, 'mapped', 'node_modules', 'source-map-support'),
  );
  const main = write(
    'mapped/main.js',
    `require('source-map-support/register');
    console.log(require('./thrown.js')());
    console.log(require('package/thrown.js')());`,
  );
  const [own, packaged] = await printed([main]);
  expect(own).toMatch(/mapped.thrown\.ts:6:/);
  expect(packaged).toMatch(/package.thrown\.js:1:/);
});
