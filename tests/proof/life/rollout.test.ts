import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { addRun } from '../../../sandbox/github/add-run';
import { scratchDirectory } from '../../support/scratch';
import { describeWith } from '../../support/with-program';
import { first, succeeds } from './expectations';
import { LivingStack, shippedStack } from './living-stack';

const scratch = scratchDirectory('rollout');

describeWith('pulumi')('a change that is rolled out in waves', () => {
  let stack: LivingStack;
  const names = ['orders-service', 'billing', 'reports', 'shop'] as const;

  beforeAll(async () => {
    stack = await LivingStack.create(shippedStack('local'));
    for (const name of [...names.slice(1), 'ci-rollout']) await stack.makeRepository(name);
    stack.edit((config) => {
      config['gatehouse:repositories'].push(...names.slice(1).map((name) => ({ name })));
      config['gatehouse:rollout'] = {
        ...{ repository: 'ci-rollout', waves: [1, 2, '100%'], canaries: ['shop'], minimumRuns: 5 },
      };
    });
    await succeeds(stack.up());
  });
  afterAll(() => stack.dispose());

  const rollout = (command: string, ...args: readonly string[]) =>
    stack.gatehouse('rollout', command, '--stack', 'local', ...args);
  const next = (...args: readonly string[]) => rollout('next', '--yes', ...args);
  /** Repositories whose ci.yml has a minimum. */
  const having = (minimum: string): readonly string[] =>
    names.filter((name) =>
      stack.world
        .git(name, 'show', 'main:.github/workflows/ci.yml')
        .includes(`fail-under=${minimum}`),
    );
  async function runs(name: string, count: number, conclusion = 'success'): Promise<void> {
    const steps = [
      { name: 'Set up', conclusion: 'success' },
      { name: 'Pytest', conclusion },
    ];
    const job = { name: 'Test Suite', conclusion, steps };
    for (let index = 0; index < count; index += 1) {
      await addRun(stack.world.github.world, {
        ...{ owner: 'acme', repository: name, workflow: 'ci.yml', conclusion, jobs: [job] },
      });
    }
  }
  /** Branches of the open pull requests of the repository that a wave made worse. */
  const openPulls = (): readonly string[] =>
    stack.world.github.world
      .required('acme', 'billing')
      .issues.flatMap(({ pull, state }) =>
        pull !== undefined && state === 'open' ? [pull.headRef] : [],
      );
  const change = (coverage: number): void => {
    stack.edit((config) => {
      config['gatehouse:defaults']['gates'] = { coverage };
      delete first(config)['gates'];
    });
  };

  test('reaches one repository after the other, as long as CI does not become worse', async () => {
    for (const name of names) await runs(name, 20);
    change(91);
    const seen = await rollout('status');
    expect(seen.stdout).toBe(
      'gatehouse/local: no wave yet\nWave 1: 1 repository; 3 remain for later waves\n  in shop\n',
    );
    await succeeds(rollout('next'));
    expect(having('91')).toEqual([]);

    await succeeds(next());
    expect(having('91')).toEqual(['shop']);
    const early = await next();
    expect(early.code).toBe(2);
    expect(early.output).toContain('5 more completed CI runs are needed to compare');
    expect(having('91')).toEqual(['shop']);

    await runs('shop', 5);
    await succeeds(next('--', '--skip-preview'));
    expect(having('91')).toEqual(['billing', 'shop']);
  });

  test('stops where CI fails more often, and names the jobs', async () => {
    await runs('billing', 8, 'failure');
    const stopped = await next();
    expect(stopped.code).toBe(2);
    expect(stopped.stdout).toContain('CI is worse (+100.0 percentage points of failed runs');
    expect(stopped.stdout).toContain('  billing: fails in Test Suite (Pytest)\n');
    expect(having('91')).toEqual(['billing', 'shop']);

    const preview = await rollout('revert');
    expect(preview.stdout).toMatch(/^billing: \d+ files? as before the wave\n/);
    expect(preview.stdout).toContain('  restores .github/workflows/ci.yml\n');
    expect(openPulls()).toEqual([]);
    for (const _again of [1, 2]) {
      expect((await rollout('revert', '--yes')).stdout).toMatch(
        /^billing: .* by http\S+\/pull\/1$/m,
      );
    }
    expect(openPulls()).toEqual(['gatehouse/revert-wave-2']);
    const changed = stack.world.git('billing', 'diff', '--stat', 'main', 'gatehouse/revert-wave-2');
    expect(changed).toContain('.github/workflows/ci.yml');
    const reverted = stack.world.git(
      ...(['billing', 'show', 'gatehouse/revert-wave-2:.github/workflows/ci.yml'] as const),
    );
    expect(reverted).not.toContain('fail-under=91');

    await succeeds(next('--accept', 'a test that was broken before'));
    expect(having('91')).toEqual([...names]);
    expect(stack.world.git('ci-rollout', 'show', 'gatehouse-data:rollout.json')).toContain(
      '"accepted": "a test that was broken before"',
    );
    expect((await rollout('status')).stdout).toContain(
      'Every repository has the present configuration.',
    );
  });

  test('begins again with a newer change', async () => {
    change(92);
    await succeeds(next());
    expect(having('92')).toEqual(['shop']);
  });

  test("pace says by the engine's preview what an update asks of GitHub", async () => {
    change(93);
    const preview = path.join(scratch, 'preview.json');
    writeFileSync(preview, await stack.succeed('preview', '--json', '--show-sames'));
    const { stdout } = await stack.gatehouse('pace', '--stack', 'local', '--preview', preview);
    const [, about = '', commits = ''] = /about (\d+) .*?(\d+) content writes/.exec(stdout) ?? [];
    expect(Number(commits)).toBe(names.length);
    expect(stdout).toContain('Left until');
    const before = stack.world.requests.length;
    await succeeds(stack.up());
    const sent = stack.world.requests.length - before;
    expect(having('93')).toEqual([...names]);
    // Who the credential is, and what it has left, is asked once.
    expect(sent).toBeLessThanOrEqual(Number(about) + 10);
    expect(Number(about)).toBeLessThanOrEqual(2 * sent);
  });
});
