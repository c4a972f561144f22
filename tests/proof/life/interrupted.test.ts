import { describeWith } from '../../support/with-program';
import { first, settles, succeeds } from './expectations';
import { LivingStack, shippedStack } from './living-stack';

describeWith('pulumi')('an update that was killed', () => {
  let stack: LivingStack;

  beforeAll(async () => {
    stack = await LivingStack.create(shippedStack('local'));
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
