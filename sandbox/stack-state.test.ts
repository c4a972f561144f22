import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type Engine,
  forgetStack,
  hasNoStack,
  keeperOf,
  makeCommand,
  refuseOtherKeeper,
  stateFile,
} from './stack-state';
import { SandboxError } from './target';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gatehouse-state-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const write = (file: string, text: string): void => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};
const target = {
  stack: 'local',
  configFile: 'Pulumi.local.yaml',
  policyConfig: 'sandbox/policy-config.json',
  repository: 'orders-service',
};
const full = '{"resources":[{"urn":"urn:pulumi:local::gatehouse::pulumi:pulumi:Stack::a"}]}\n';
const host = (): string => stateFile(root, 'local', 'host');
const pulumi = (): string => stateFile(root, 'local', 'pulumi');

test.each([
  [{ engine: 'host' }, 'make up'],
  [{ engine: 'pulumi' }, 'make up ENGINE=pulumi'],
  [{ engine: 'host', ownPath: '../a-b/c.d' }, 'make up REPO=../a-b/c.d'],
  [
    { engine: 'pulumi', ownPath: "it's $HOME" },
    String.raw`make up REPO='it'\''s $HOME' ENGINE=pulumi`,
  ],
] as const)('%j is asked for by %s', (request, command) => {
  expect(makeCommand('up', request)).toBe(command);
});

test.each<[string, () => void, ReturnType<typeof keeperOf>]>([
  ['without any file', () => undefined, undefined],
  [
    "with the host's state",
    () => {
      write(host(), full);
    },
    'host',
  ],
  [
    "with the host's state without resources",
    () => {
      write(host(), '{"resources":[]}\n');
    },
    undefined,
  ],
  [
    'with the journal of a first update of the host',
    () => {
      write(host().replace(/json$/, 'journal'), '{}');
    },
    'host',
  ],
  [
    "with the engine's state",
    () => {
      write(pulumi(), full);
    },
    'pulumi',
  ],
  [
    'with a stack that the engine only made',
    () => {
      write(pulumi(), '{"version":3,"checkpoint":{"latest":null}}');
    },
    undefined,
  ],
  [
    'with a state whose writing was cut off',
    () => {
      write(pulumi(), '{"version":3,"chec');
    },
    'pulumi',
  ],
  [
    "with another stack's state",
    () => {
      write(stateFile(root, 'local-a', 'pulumi'), full);
    },
    undefined,
  ],
])('%s the stack is kept by %#', (_, make, keeper) => {
  make();
  expect(keeperOf(root, 'local')).toBe(keeper);
});

test.each([
  ['host', 'pulumi'],
  ['pulumi', 'host'],
] as const)(
  'what the %s keeps is refused to the other one, naming the ways out',
  (keeper, engine) => {
    write(stateFile(root, 'local', keeper), full);
    const ask = (asked: Engine) => (): void => {
      refuseOtherKeeper(root, target, { engine: asked, ownPath: 'a' });
    };
    expect(ask(keeper)).not.toThrow();
    expect(ask(engine)).toThrow(SandboxError);
    expect(ask(engine)).toThrow(makeCommand('up', { engine: keeper, ownPath: 'a' }));
    expect(ask(engine)).toThrow(makeCommand('down', { engine: keeper, ownPath: 'a' }));
    expect(ask(engine)).toThrow('docs/engine.md');
  },
);

test('a stack that is forgotten takes nothing of another one along', async () => {
  const other = stateFile(root, 'local-a', 'host');
  for (const file of [host(), `${host()}.bak`, pulumi(), other]) write(file, full);
  await forgetStack(root, 'local');
  expect([host(), `${host()}.bak`, pulumi(), other].map((file) => existsSync(file))).toEqual([
    false,
    false,
    false,
    true,
  ]);
  expect(await hasNoStack(root)).toBe(false);
  await forgetStack(root, 'local-a');
  expect(await hasNoStack(root)).toBe(true);
});
