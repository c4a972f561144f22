import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { scratchDirectory } from '../../support/scratch';
import { describeWith } from '../../support/with-program';
import { agree, first, settles, succeeds } from './expectations';
import { LivingStack, type ShippedStack, shippedStack } from './living-stack';

/** A further job of ci.yml. */
const jobTitled = (title: string) => ({
  title,
  steps: [{ name: 'Build the pages', run: ['python -m compileall -q docs'] }],
});

/**
 * A shipped stack under the real engine, from the first update to the last, with the policy pack as its users run it: what a
 * first preview shows is the smaller part of what can go wrong. Each stack has a test file of its own, so that they share
 * the workers.
 */
export function livesFromBirthToEnd(name: ShippedStack['stack']): void {
  describeWith('pulumi')(`the shipped stack ${name}`, () => {
    const shipped = shippedStack(name);
    const scratch = scratchDirectory(`life-${name}`);
    let stack: LivingStack;
    const { owner } = shipped;
    const waits = shipped.stack !== 'local';
    const settings = (name: string) => stack.world.github.world.required(owner, name);
    const required = (name: string): string => JSON.stringify(settings(name).rulesets);
    const workflow = (): string =>
      stack.world.git('orders-service', 'show', 'main:.github/workflows/ci.yml');

    beforeAll(async () => {
      stack = await LivingStack.create(shipped);
    });
    afterAll(() => stack.dispose());

    test('comes up; while its pull requests wait, a second update and a refresh change nothing', async () => {
      await settles(stack);
      await agree(stack);
      if (waits) expect(required('orders-service')).not.toContain('CI Success');
    });

    test('requires its checks once the files are on the branch and the checks succeeded', async () => {
      expect(stack.merge()).toBe(waits ? stack.repositories().length : 0);
      await settles(stack);
      if (waits) expect(required('orders-service')).not.toContain('CI Success');
      await agree(stack);
      await stack.runChecks();
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
        first(config)['jobs'] = { docs: jobTitled('Docs') };
        config['gatehouse:repositories'].push({ name: 'another-service' });
      });
      await agree(stack);
      await settles(stack);
      expect(settings('orders-service').variables['SERVICE_TIER']?.value).toBe('silver');
      expect(settings('another-service').rulesets).toHaveLength(1);
      stack.merge();
      await stack.runChecks();
      await settles(stack);
      await agree(stack);
      expect(required('another-service')).toContain('CI Success');
      expect(workflow()).toContain('91');
      expect(workflow()).toContain('name: Docs\n');
    });

    test('takes a renamed job', async () => {
      stack.edit((config) => {
        first(config)['jobs'] = { docs: jobTitled('Documentation') };
      });
      await settles(stack);
      expect(stack.merge()).toBe(waits ? 1 : 0);
      await settles(stack);
      await agree(stack);
      expect(workflow()).toContain('name: Documentation\n');
      expect(workflow()).not.toContain('name: Docs\n');
      expect(required('orders-service')).toContain('CI Success');
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
}
