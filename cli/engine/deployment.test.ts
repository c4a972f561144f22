import { makeSecret, unknownValue } from '../../provider/protocol/property-value';
import { newCrypter } from '../state/crypter';
import { formatDeployment } from '../state/deployment-file';
import {
  emptyDeployment,
  happened,
  type Register,
  runProgram,
  testProject,
  TestWorld,
} from './test-world';

const urn = (name: string): string =>
  `urn:pulumi:${testProject.stack}::${testProject.project}::test:index:Thing::${name}`;

/** b takes a's token, so it depends on it. */
const chain =
  (a: Record<string, string | boolean>, b: Record<string, string> = {}) =>
  async (register: Register): Promise<void> => {
    const first = await register('a', { inputs: a });
    await register('b', {
      inputs: { ...b, [b['into'] ?? 'from']: first.outputs['token'] ?? unknownValue },
      dependencies: [first.urn],
      propertyDependencies: { [b['into'] ?? 'from']: [first.urn] },
    });
  };

describe('a preview', () => {
  it('shows unknown outputs as unknown and touches nothing', async () => {
    const world = new TestWorld();
    const run = await runProgram(world, emptyDeployment, chain({ value: '1' }), { dryRun: true });
    expect(happened(run)).toEqual(['create a', 'create b']);
    expect(run.deployment.log.steps.find(({ name }) => name === 'b')?.inputs).toEqual({
      from: unknownValue,
    });
    expect(world.calls).toEqual([]);
    expect(run.entries.filter(({ kind }) => kind === 'begin')).toEqual([]);
  });

  it('says the same as the update that follows', async () => {
    const world = new TestWorld();
    const { file } = await runProgram(world, emptyDeployment, chain({ value: '1', fixed: 'x' }));
    const next = chain({ value: '1', fixed: 'y' });
    const preview = await runProgram(world, file, next, { dryRun: true });
    const update = await runProgram(world, file, next);
    expect(happened(preview)).toEqual(['replace a', 'update b']);
    expect(happened(update)).toEqual(happened(preview));
  });
});

describe('an update', () => {
  it('creates what depends on something after it, and leaves everything alone the second time', async () => {
    const world = new TestWorld();
    const first = await runProgram(world, emptyDeployment, chain({ value: '1' }));
    expect(world.calls).toEqual(['create a', 'create b']);
    const second = await runProgram(world, first.file, chain({ value: '1' }));
    expect(happened(second)).toEqual(['same a', 'same b']);
    expect(world.calls).toHaveLength(2);
  });

  it('creates a replacement before it deletes the old one, and lets dependents follow', async () => {
    const world = new TestWorld();
    const { file } = await runProgram(world, emptyDeployment, chain({ fixed: 'x' }));
    world.calls.length = 0;
    const run = await runProgram(world, file, chain({ fixed: 'y' }));
    expect(world.calls).toEqual(['create a', 'update b', 'delete a']);
    expect(happened(run)).toEqual(['replace a', 'update b']);
    expect(world.things.size).toBe(2);
  });

  it('deletes first what cannot exist twice, with the dependents that would be replaced', async () => {
    const world = new TestWorld();
    const program = (fixed: string) => chain({ fixed, exclusive: true }, { into: 'fixedFrom' });
    const { file } = await runProgram(world, emptyDeployment, program('x'));
    world.calls.length = 0;
    await runProgram(world, file, program('y'));
    expect(world.calls).toEqual(['delete b', 'delete a', 'create a', 'create b']);
    expect(world.things.size).toBe(2);
  });

  it('obeys deleteBeforeReplace of the program', async () => {
    const world = new TestWorld();
    const program = (fixed: string) => (register: Register) =>
      register('a', { inputs: { fixed }, deleteBeforeReplace: true });
    const { file } = await runProgram(world, emptyDeployment, program('x'));
    await runProgram(world, file, program('y'));
    expect(world.calls).toEqual(['create a', 'delete a', 'create a']);
  });

  it('deletes what the program dropped, dependents first', async () => {
    const world = new TestWorld();
    const { file } = await runProgram(world, emptyDeployment, chain({ value: '1' }));
    world.calls.length = 0;
    const run = await runProgram(world, file, () => Promise.resolve());
    expect(world.calls).toEqual(['delete b', 'delete a']);
    expect(run.file.resources.map(({ urn: left }) => left)).toHaveLength(1);
  });

  it('keeps a renamed resource that names its old name as an alias', async () => {
    const world = new TestWorld();
    const { file } = await runProgram(world, emptyDeployment, (register) =>
      register('old', { inputs: { value: '1' } }),
    );
    const run = await runProgram(world, file, (register) =>
      register('new', { inputs: { value: '1' }, aliases: [{ urn: urn('old') }] }),
    );
    expect(happened(run)).toEqual(['same new']);
    expect(world.calls).toEqual(['create old']);
    expect(run.file.resources.map((resource) => resource['urn'])).toContain(urn('new'));
    expect(run.file.resources.map((resource) => resource['urn'])).not.toContain(urn('old'));
  });

  it('does not touch an ignored property', async () => {
    const world = new TestWorld();
    const program = (value: string) => (register: Register) =>
      register('a', { inputs: { value }, ignoreChanges: ['value'] });
    const { file } = await runProgram(world, emptyDeployment, program('1'));
    const run = await runProgram(world, file, program('2'));
    expect(happened(run)).toEqual(['same a']);
  });

  it('replaces for a change that replaceOnChanges names', async () => {
    const world = new TestWorld();
    const program = (value: string) => (register: Register) =>
      register('a', { inputs: { value }, replaceOnChanges: ['value'] });
    const { file } = await runProgram(world, emptyDeployment, program('1'));
    expect(happened(await runProgram(world, file, program('2')))).toEqual(['replace a']);
  });

  it('refuses to delete or replace what is protected', async () => {
    const world = new TestWorld();
    const program = (fixed: string) => (register: Register) =>
      register('a', { inputs: { fixed }, protect: true });
    const { file } = await runProgram(world, emptyDeployment, program('x'));
    for (const next of [program('y'), (): Promise<void> => Promise.resolve()]) {
      const run = await runProgram(world, file, next);
      expect(run.deployment.log.hasFailed).toBe(true);
      expect(run.deployment.log.diagnostics[0]?.message).toMatch(/protected/);
      expect(world.calls).toEqual(['create a']);
    }
  });

  it('forgets but does not delete what is retained, or goes with something else', async () => {
    const world = new TestWorld();
    const { file } = await runProgram(world, emptyDeployment, async (register) => {
      await register('kept', { retainOnDelete: true });
      const host = await register('host');
      await register('guest', { deletedWith: host.urn });
    });
    const run = await runProgram(world, file, () => Promise.resolve());
    expect(world.calls.filter((call) => call.startsWith('delete'))).toEqual(['delete host']);
    expect(run.file.resources).toHaveLength(1);
  });

  it('stops at the first failure, keeps what was done, and goes on from there', async () => {
    const world = new TestWorld();
    world.refuses.add('b');
    const failed = await runProgram(world, emptyDeployment, chain({ value: '1' }));
    expect(failed.deployment.log.hasFailed).toBe(true);
    expect(failed.deployment.log.diagnostics.map(({ message }) => message)).toEqual(['no b today']);
    world.refuses.clear();
    const run = await runProgram(world, failed.file, chain({ value: '1' }));
    expect(happened(run)).toEqual(['create b', 'same a']);
  });

  it('refuses two resources of one name', async () => {
    const run = await runProgram(new TestWorld(), emptyDeployment, (register) =>
      Promise.all([register('a'), register('a')]),
    );
    expect(run.deployment.log.diagnostics[0]?.message).toMatch(/two resources have the URN .*::a/);
  });

  it('runs no more resource operations to run in parallel than asked for', async () => {
    const world = new TestWorld();
    let running = 0;
    let most = 0;
    const original = world.provider.bind(world);
    world.provider = (fuse) => {
      const provider = original(fuse);
      return {
        ...provider,
        create: async (request) => {
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setImmediate(resolve));
          running -= 1;
          return provider.create(request);
        },
      };
    };
    await runProgram(
      world,
      emptyDeployment,
      (register) => Promise.all(Array.from({ length: 9 }, (_, index) => register(`n${index}`))),
      { parallel: 3 },
    );
    expect(most).toBe(3);
    expect(world.things.size).toBe(9);
  });
});

describe('secrets', () => {
  it('are encrypted in the state: inputs, their outputs, and outputs that the program names', async () => {
    const crypter = await newCrypter('pass');
    const run = await runProgram(
      new TestWorld(),
      emptyDeployment,
      (register) =>
        register('a', {
          inputs: { password: makeSecret('hunter2'), plain: 'visible' },
          additionalSecretOutputs: ['token'],
        }),
      { crypter },
    );
    const text = formatDeployment(run.file, '');
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('t-id-1');
    expect(text).toContain('visible');
    expect(text.match(/"ciphertext"/g)).toHaveLength(3);
  });

  it('keep their ciphertext when they do not change', async () => {
    const crypter = await newCrypter('pass');
    const program = (register: Register) =>
      register('a', { inputs: { password: makeSecret('hunter2') } });
    const world = new TestWorld();
    const first = await runProgram(world, emptyDeployment, program, { crypter });
    const second = await runProgram(world, first.file, program, { crypter });
    expect(formatDeployment(second.file, '')).toBe(formatDeployment(first.file, ''));
  });
});

describe('a refresh', () => {
  it('takes what is gone out of the state and corrects what changed', async () => {
    const world = new TestWorld();
    const { file } = await runProgram(world, emptyDeployment, async (register) => {
      await register('gone', { inputs: { value: '1' } });
      await register('changed', { inputs: { value: '1' } });
    });
    world.things.delete('id-1');
    world.things.set('id-2', { urn: urn('changed'), inputs: { value: 'other' } });
    const run = await runProgram(world, file, 'refresh');
    expect(happened(run)).toEqual(['delete gone', 'update changed']);
    const again = await runProgram(world, run.file, async (register) => {
      await register('gone', { inputs: { value: '1' } });
      await register('changed', { inputs: { value: '1' } });
    });
    expect(happened(again)).toEqual(['create gone', 'update changed']);
    expect(world.things.get('id-2')?.inputs).toEqual({ value: '1' });
  });

  it('notes what the service alone chose, and calls it no change; for what is only read it is one', async () => {
    const world = new TestWorld();
    const { file } = await runProgram(world, emptyDeployment, async (register) => {
      await register('own', { inputs: { value: '1' } });
      await register('foreign', { inputs: { value: '1' } });
    });
    const resources = file.resources.map((one) =>
      one.urn === urn('foreign') ? { ...one, external: true } : one,
    );
    world.token = 'another';
    const run = await runProgram(world, { ...file, resources }, 'refresh');
    expect(happened(run)).toEqual(['same own', 'update foreign']);
    const text = formatDeployment(run.file, '');
    expect(text).toContain('another-id-1');
    expect(text).toContain('another-id-2');
  });
});

describe('a destroy', () => {
  it('deletes everything, dependents first, and leaves an empty state', async () => {
    const world = new TestWorld();
    const { file } = await runProgram(world, emptyDeployment, chain({ value: '1' }));
    world.calls.length = 0;
    const run = await runProgram(world, file, 'destroy');
    expect(world.calls).toEqual(['delete b', 'delete a']);
    expect(run.file.resources).toEqual([]);
  });
});
