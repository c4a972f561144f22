import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { scratchDirectory } from '../../support/scratch';
import { describeWith } from '../../support/with-program';
import {
  LivingStack,
  type ShippedStack,
  shippedStacks,
  type StackConfiguration,
} from './living-stack';

/*
 * The shipped stacks under the real engine, from the first update to the last, with the policy pack as their users run it:
 * what a first preview shows is the smaller part of what can go wrong.
 */

/** `pulumi up` succeeds, and whatever it did is all there is to do. */
async function settles(stack: LivingStack): Promise<void> {
  await succeeds(stack.up());
  await succeeds(stack.up('--expect-no-changes'));
  await succeeds(stack.pulumi('refresh', '--yes', '--expect-no-changes'));
}

async function succeeds(command: Promise<{ code: number; output: string }>): Promise<string> {
  const { code, output } = await command;
  expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
  return output;
}

/** Engine and host say the same about the same state. */
async function agree(stack: LivingStack): Promise<void> {
  const { engine, host } = await stack.verdicts();
  expect(host).toEqual(engine);
}

const first = (config: StackConfiguration): Record<string, unknown> => {
  const [repository] = config['gatehouse:repositories'];
  if (repository === undefined) throw new Error('the stack has a repository');
  return repository;
};

const scratch = scratchDirectory('life');

describeWith('pulumi').each(shippedStacks)('the shipped stack $stack', (shipped: ShippedStack) => {
  let stack: LivingStack;
  const { owner } = shipped;
  const waits = shipped.stack !== 'local';
  const settings = (name: string) => stack.world.github.world.required(owner, name);
  const required = (name: string): string => JSON.stringify(settings(name).rulesets);

  beforeAll(async () => {
    stack = await LivingStack.create(shipped);
  });
  afterAll(() => stack.dispose());

  test('comes up; while its pull requests wait, a second update and a refresh change nothing', async () => {
    await settles(stack);
    await agree(stack);
    if (waits) expect(required('orders-service')).not.toContain('CI Success');
  });

  test('requires its checks once the files are on the branch', async () => {
    expect(stack.merge()).toBe(waits ? stack.repositories().length : 0);
    await settles(stack);
    await agree(stack);
    expect(required('orders-service')).toContain('CI Success');
  });

  test('takes a changed gate, a changed variable and another repository', async () => {
    await stack.makeRepository('another-service');
    stack.edit((config) => {
      config['gatehouse:defaults']['caches'] = { retentionDays: 21 };
      first(config)['gates'] = { coverage: 91 };
      first(config)['variables'] = { SERVICE_TIER: 'silver' };
      config['gatehouse:repositories'].push({ name: 'another-service' });
    });
    await agree(stack);
    await settles(stack);
    expect(settings('orders-service').variables['SERVICE_TIER']?.value).toBe('silver');
    expect(settings('another-service').rulesets).toHaveLength(1);
    stack.merge();
    await settles(stack);
    await agree(stack);
    expect(required('another-service')).toContain('CI Success');
    expect(stack.world.git('orders-service', 'show', 'main:.github/workflows/ci.yml')).toContain(
      '91',
    );
  });

  test('goes on from an export of its state', async () => {
    const file = path.join(scratch, `${shipped.stack}.json`);
    writeFileSync(file, await stack.succeed('stack', 'export'));
    await stack.succeed('stack', 'import', '--file', file);
    await succeeds(stack.up('--expect-no-changes'));
  });

  test('goes away whole', async () => {
    await succeeds(stack.pulumi('destroy', '--yes'));
    for (const name of stack.repositories()) {
      expect(settings(name).rulesets).toEqual([]);
      expect(settings(name).variables).toEqual({});
    }
  });
});

describeWith('pulumi')('an update that was killed', () => {
  let stack: LivingStack;
  const [local] = shippedStacks;

  beforeAll(async () => {
    if (local === undefined) throw new Error('there is a stack for the sandbox');
    stack = await LivingStack.create(local);
  });
  afterAll(() => stack.dispose());

  test('keeps the stack locked until it is canceled, and what it had begun is taken over', async () => {
    await stack.killedUp(
      ({ method, path: asked }) => method === 'POST' && /\/variables$/.test(asked),
    );
    expect((await stack.up()).output).toContain('pulumi cancel');
    await stack.succeed('cancel', '--yes');
    const begun = await stack.pendingCreations();
    await stack.succeed('refresh', '--yes', '--skip-preview', '--clear-pending-creates');
    // Most is made again without harm. A second variable or label of a name is refused: what is there is taken over.
    const { labels, variables } = stack.world.github.world.required('acme', 'orders-service');
    const present = begun.filter(
      ({ type, inputs }) =>
        (type.endsWith(':ActionsVariable') && String(inputs['variableName']) in variables) ||
        (type.endsWith(':IssueLabel') && labels.some(({ name }) => name === inputs['name'])),
    );
    expect(present.map(({ type }) => type)).toContain(
      'github:index/actionsVariable:ActionsVariable',
    );
    for (const resource of present) await stack.takeOver(resource);
    await settles(stack);
  });

  test('one resource alone is updated by its URN', async () => {
    stack.edit((config) => {
      first(config)['variables'] = { SERVICE_TIER: 'silver' };
      first(config)['gates'] = { coverage: 91 };
    });
    const commits = stack.world.git('orders-service', 'rev-list', '--count', 'main');
    const urn =
      'urn:pulumi:local::gatehouse::gatehouse:github:Pipeline$gatehouse:github:RepositorySecrets$' +
      'github:index/actionsVariable:ActionsVariable::orders-service-secrets-SERVICE_TIER';
    await succeeds(stack.up('--target', urn));
    const { variables } = stack.world.github.world.required('acme', 'orders-service');
    expect(variables['SERVICE_TIER']?.value).toBe('silver');
    expect(stack.world.git('orders-service', 'rev-list', '--count', 'main')).toBe(commits);
    await settles(stack);
  });
});

describeWith('pulumi')('a ruleset without approvals', () => {
  test('is refused before its files are on the branch', async () => {
    const prod = shippedStacks.find(({ stack }) => stack === 'prod');
    if (prod === undefined) throw new Error('there is a stack for production');
    const stack = await LivingStack.create(prod);
    try {
      stack.edit((config) => {
        config['gatehouse:defaults']['protection'] = { approvals: 0 };
      });
      const { code, output } = await stack.up();
      expect(code).not.toBe(0);
      expect(output).toMatch(/\[mandatory\].*protection-strength/);
      expect(stack.world.github.world.required('acme', 'orders-service').rulesets).toEqual([]);
    } finally {
      await stack.dispose();
    }
  });
});
