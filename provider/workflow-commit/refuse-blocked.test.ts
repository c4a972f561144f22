import { type EffectiveRule } from '../../core/merging/effective-rule';
import { type ValueMap } from '../protocol/values';
import { DeliveryRefused } from './delivery';
import { MemoryDelivery } from './memory-delivery';
import { MemoryRepository } from './memory-repository';
import { refuseBlocked } from './refuse-blocked';
import { workflowCommitKind } from './workflow-commit-kind';

const ci = '.github/workflows/ci.yml';
const files = {
  [ci]: 'on: [pull_request]\njobs: { success: { name: CI Success, runs-on: ubuntu-24.04 } }\n',
};

const rule = (type: string, parameters: EffectiveRule['parameters'] = {}): EffectiveRule => ({
  type,
  parameters,
  source: 'ruleset 7 of acme/orders',
});
const requires = (context: string): EffectiveRule =>
  rule('required_status_checks', { required_status_checks: [{ context }] });

function stage(rules: readonly EffectiveRule[], more: ValueMap = {}, delivered: ValueMap = files) {
  const repository = new MemoryRepository('orders');
  repository.rules = rules;
  const delivery = new MemoryDelivery(repository, { delivery: 'pullRequest', ...more });
  const look = async (): Promise<void> => {
    const one = delivery.of(delivered);
    const view = await repository.view('main', [], one.inputs.pullRequest?.branch);
    await refuseBlocked(one, view);
  };
  return { repository, delivery, look };
}

it('a check that nothing reports is refused with the table, before anything is written', async () => {
  const { repository, look } = stage([requires('build (3.11)')]);
  const refused = expect(look()).rejects;
  await refused.toBeInstanceOf(DeliveryRefused);
  await refused.toThrow(/^rules of main of acme\/orders keep .* Nothing was changed\. /);
  await refused.toThrow(/\n {2}by Gatehouse {8}refused {4}required check "build \(3\.11\)"/);
  expect(repository.writes).toEqual([]);
});

it('is accepted where all the kinds that it concerns are, with a warning', async () => {
  const all = ['documentation', 'fork', 'dependabot', 'own'];
  const { delivery, look } = stage([requires('build')], { acceptBlocked: all });
  await look();
  expect(delivery.log).toEqual([
    expect.stringMatching(/^warning: .*which acceptBlocked accepts:\n/),
  ]);
  await expect(stage([requires('build')], { acceptBlocked: all.slice(1) }).look()).rejects.toThrow(
    DeliveryRefused,
  );
});

it.each<readonly [string, readonly EffectiveRule[]]>([
  ['there is no rule', []],
  ['the delivered workflow reports the check', [requires('CI Success')]],
  [
    'the rule asks for what people do',
    [rule('pull_request', { required_approving_review_count: 1 })],
  ],
])('nothing is said where %s', async (_, rules) => {
  const { delivery, look } = stage(rules);
  await look();
  expect(delivery.log).toEqual([]);
});

it('a check of the files before is the affair of the stack, which requires another one then', async () => {
  const { repository, delivery, look } = stage([], { delivery: 'commit', checks: ['Former'] });
  await delivery.deliver({ [ci]: 'on: push\n' });
  repository.rules = [requires('Former')];
  await look();
  repository.rules = [requires('Former'), requires('build')];
  await expect(look()).rejects.toThrow('"build"');
  await expect(look()).rejects.not.toThrow('"Former"');
});

it('a preview judges the branch without what goes, and with workflows as they will be', async () => {
  const path = '.github/workflows/old.yml';
  const job = (id: string): string => `  ${id}:\n    steps: []\n`;
  const old = `on: push\njobs:\n${job('lint')}${job('docs')}`;
  const repository = new MemoryRepository('orders', { [path]: old, 'gone.yml': 'x' });
  repository.rules = [requires('CI Success')];
  const asked = jest.spyOn(repository, 'mergeScene');
  await workflowCommitKind(() => repository).previewCreate(
    {
      ...{ repository: 'orders', branch: 'main', files },
      ...{ replaces: ['gone.yml'], replacesJobs: { [path]: ['lint'] } },
    },
    { urn: 'urn', log: () => undefined },
  );
  const [request] = asked.mock.calls[0] ?? [];
  expect(request?.gone).toEqual(new Set(['gone.yml']));
  expect(request?.workflows.get(path)).toBe(old.replace(job('lint'), ''));
});

it.each<readonly [string, boolean, boolean, boolean]>([
  ['a branch that is new is begun by a signed commit', false, false, true],
  ['a branch that is there is rewritten by an unsigned one', true, false, false],
  ['an App signs that too', true, true, true],
])('%s', async (_, isThere, isSigning, isAccepted) => {
  const { repository, look } = stage([rule('required_signatures')]);
  repository.isSigning = isSigning;
  if (isThere) repository.branches.set('gatehouse/pipeline', repository.head('main'));
  const looked = look().then(
    () => true,
    (error: unknown) => !(error instanceof DeliveryRefused),
  );
  expect(await looked).toBe(isAccepted);
});

it('a rule that asks for a check of the files before and for another one is judged by the other', async () => {
  const both = ['Former', 'build'].map((context) => ({ context, integration_id: 15368 }));
  const { repository, delivery, look } = stage([], { delivery: 'commit', checks: ['Former'] });
  await delivery.deliver({ [ci]: 'on: push\n' });
  repository.rules = [rule('required_status_checks', { required_status_checks: both })];
  await expect(look()).rejects.toThrow('"build"');
  await expect(look()).rejects.not.toThrow('"Former"');
});

it.each([`x/${ci}`, `${ci}.bak`, '.github/workflows/more/ci.yml', '.github/workflows/ci.json'])(
  'a file at %s reports no check',
  async (path) => {
    const { look } = stage([requires('CI Success')], {}, { [path]: files[ci] });
    await expect(look()).rejects.toThrow('required check "CI Success"');
  },
);

it.each<readonly [string, EffectiveRule, ValueMap, string | undefined]>([
  ['a path', rule('file_path_restriction', { restricted_file_paths: ['**/ci.yml'] }), {}, ci],
  [
    'another path',
    rule('file_path_restriction', { restricted_file_paths: ['docs/**'] }),
    {},
    undefined,
  ],
  [
    'the size of the largest file',
    rule('max_file_size', { max_file_size: 1 }),
    { 'a.txt': 'x'.repeat(1024 * 1024 + 1) },
    'its largest file has 1048577 bytes',
  ],
  [
    'a size that is reached',
    rule('max_file_size', { max_file_size: 1 }),
    { 'a.txt': 'x'.repeat(1024 * 1024) },
    undefined,
  ],
])('a rule on %s is held against the files', async (_, one, more, reason) => {
  const looked = stage([one], {}, { ...files, ...more }).look();
  await (reason === undefined
    ? expect(looked).resolves.toBeUndefined()
    : expect(looked).rejects.toThrow(reason));
});

it('one executable file is enough for a commit that GitHub does not sign', async () => {
  const two = { ...files, 'run.sh': 'exit\n' };
  const signed = [rule('required_signatures')];
  await stage(signed, {}, two).look();
  await expect(stage(signed, { executables: ['run.sh'] }, two).look()).rejects.toThrow(
    DeliveryRefused,
  );
});
