import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { WorkingCopy } from '../main-job/working-copy';
import { describeWith } from '../support/with-program';

describeWith('pulumi')('the main job under the engine', () => {
  const copy = WorkingCopy.create();
  const data = path.join(copy.directory, '.gatehouse');
  const head = (): string =>
    execFileSync(
      'git',
      ['-C', path.join(data, 'sandbox', 'acme', 'orders-service.git'), 'rev-parse', 'main'],
      {
        encoding: 'utf8',
      },
    );
  const configuration = (): readonly string[] =>
    readdirSync(copy.directory)
      .filter((file) => file.startsWith('Pulumi.'))
      .map((file) => readFileSync(path.join(copy.directory, file), 'utf8'));
  const before = configuration();
  const isDone = ({ code, stdout, stderr }: ReturnType<WorkingCopy['sandbox']>): string => {
    expect({ code, stderr, stdout: code === 0 ? '' : stdout }).toMatchObject({
      code: 0,
      stdout: '',
    });
    return stdout;
  };

  afterAll(() => {
    copy.remove();
  });

  test("up shows the engine's display and then what was delivered, what ran and what is next", () => {
    const shown = isDone(copy.sandbox('up', '--engine', 'pulumi'));
    const parts = [
      'gatehouse:index:WorkflowCommit orders-service-files-commit created',
      '98 created',
      '64 of them are AWS resources, recorded only',
      'smoke       orders-service in staging: 3 checks, all passed',
      'Commit on main:',
      'make up ENGINE=pulumi ',
      'make down ENGINE=pulumi ',
    ];
    const places = parts.map((part) => shown.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(shown).toContain(`commitSha     : "${head().trim()}"`);
    expect(configuration()).toEqual(before);
  });

  test('a second time changes nothing and says so', () => {
    const delivered = head();
    const shown = isDone(copy.sandbox('up', '--engine', 'pulumi'));
    expect(shown).toContain('98 unchanged');
    expect(shown).toContain('no commit was made');
    expect(head()).toBe(delivered);
  });

  test('the embedded host leaves the stack to the engine', () => {
    for (const command of ['up', 'down']) {
      const { code, stdout, stderr } = copy.sandbox(command);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain('make down ENGINE=pulumi');
    }
  });

  test('any other command of the engine works on the same stack', () => {
    const names = isDone(copy.sandbox('pulumi', 'stack', '--show-name'));
    expect(names).toBe('local\n');
  });

  test('down removes everything again', () => {
    isDone(copy.sandbox('down', '--engine', 'pulumi'));
    expect(existsSync(data)).toBe(false);
    expect(configuration()).toEqual(before);
  });
});
