import { describeWith } from '../../support/with-program';
import { LivingStack, shippedStack } from './living-stack';

describeWith('pulumi')('a ruleset without approvals', () => {
  test('is refused before its files are on the branch', async () => {
    const stack = await LivingStack.create(shippedStack('prod'));
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
