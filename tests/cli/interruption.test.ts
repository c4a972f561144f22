import { readFileSync, writeFileSync } from 'node:fs';
import { HostProject } from './host-project';

let project: HostProject;
beforeEach(() => {
  project = new HostProject();
});
afterEach(() => {
  project.remove();
});

const three = (hold?: 'before' | 'after') => [
  { name: 'a', inputs: { findable: true } },
  { name: 'b', needs: ['a'], inputs: { findable: true, ...(hold === undefined ? {} : { hold }) } },
  { name: 'c', needs: ['b'], inputs: { findable: true } },
];

/** Whether a process runs; one that has ended and only waits to be collected does not. */
function runs(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function children(pid: number): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter((text) => text !== '')
    .map(Number);
}

describe.each(['before', 'after'] as const)(
  'killed %s the provider has made something',
  (point) => {
    test('the next run finishes the work, makes nothing twice, and no process is left', async () => {
      project.wants(three(point));
      const run = project.start(['up', '--yes']);
      await project.reached(point, 'b');
      const family = children(run.process.pid ?? 0);
      expect(family.length).toBeGreaterThanOrEqual(2);
      run.process.kill('SIGKILL');
      await run.finished;
      while (family.some(runs)) await new Promise(setImmediate);
      expect(project.things()).toEqual(point === 'before' ? ['a'] : ['a', 'b']);

      project.wants(three());
      const healed = await project.up();
      expect({ code: healed.code, output: healed.stdout }).toMatchObject({ code: 0 });
      expect(project.things()).toEqual(['a', 'b', 'c']);
      const again = await project.up();
      expect(again.stdout).toContain('no changes');
    });
  },
);

test('Ctrl-C lets what has begun come to its end, begins nothing else, and the next run goes on', async () => {
  project.wants(three('before'));
  const run = project.start(['up', '--yes']);
  await project.reached('before', 'b');
  run.process.kill('SIGINT');
  project.pass('b');
  const { code, stdout } = await run.finished;
  expect(code).toBe(130);
  expect(stdout).toContain('interrupted: operations in progress were completed');
  expect(project.things()).toEqual(['a', 'b']);
  const healed = await project.up();
  expect(healed.code).toBe(0);
  expect(project.calls()).toEqual(['create a', 'create b', 'create c']);
});

test('two at once: the second is refused and shown who is at work; a reading plan is not', async () => {
  project.wants(three('before'));
  const first = project.start(['up', '--yes']);
  await project.reached('before', 'b');
  const second = await project.up();
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(
    new RegExp(`^error: the stack dev is being changed by process ${first.process.pid} on `),
  );
  expect((await project.run(['plan'])).code).toBe(0);
  project.pass('b');
  expect((await first.finished).code).toBe(0);
  expect(project.calls()).toEqual(['create a', 'create b', 'create c']);
});

test.each([
  ['cut off', (text: string) => text.slice(0, text.length / 2), /is not valid: not JSON/],
  ['of another version', (text: string) => text.replace('"version":3', '"version":9'), /version 3/],
  ['empty', () => '', /not JSON/],
])(
  'a state that is %s is refused, not touched, and the backup is named',
  async (_, damage, why) => {
    // The first run has no state before it, and so no backup.
    project.wants([]);
    await project.up();
    project.wants([{ name: 'a' }]);
    await project.up();
    const damaged = damage(readFileSync(project.stateFile, 'utf8'));
    writeFileSync(project.stateFile, damaged);
    for (const command of ['up', 'down', 'refresh']) {
      const { code, stderr } = await project.run([command, '--yes']);
      expect(code).toBe(1);
      expect(stderr).toMatch(why);
      expect(stderr).toContain(`${project.stateFile}.bak`);
    }
    expect(readFileSync(project.stateFile, 'utf8')).toBe(damaged);
    expect(project.calls()).toEqual(['create a']);
  },
);
