import { unknownCommit } from '../../core/kernel/delivered-names';
import { unknown, type Value, type ValueMap } from '../protocol/values';
import { differences } from './differences';
import { MemoryDelivery } from './memory-delivery';
import { MemoryRepository } from './memory-repository';
import { previewDiff } from './preview-diff';
import { workflowCommitKind } from './workflow-commit-kind';

const [one, two] = ['1'.repeat(40), '2'.repeat(40)] as const;
const file = (commit: string): string => `uses: acme/ci/ci.yml@${commit}\n`;

function stage(files: Readonly<Record<string, string>> = {}) {
  const repository = new MemoryRepository('orders', files);
  const log: string[] = [];
  const context = {
    urn: 'urn',
    log: (_severity: string, message: string) => log.push(message),
  };
  const kind = workflowCommitKind(() => repository, { waitMs: 0 });
  const inputs = (more: ValueMap): ValueMap => ({
    ...{ repository: 'orders', branch: 'main', files: { 'ci.yml': file(unknownCommit) } },
    ...more,
  });
  return { repository, log, context, kind, inputs };
}

describe('a pin', () => {
  it('takes the place of the null object name in what is delivered, and only there', async () => {
    const { kind, context, inputs, repository } = stage();
    const files = { 'ci.yml': file(unknownCommit), 'b.txt': '0'.repeat(39) };
    await kind.create(inputs({ pin: one, files }), context);
    expect(repository.texts()).toMatchObject({ 'ci.yml': file(one), 'b.txt': '0'.repeat(39) });
  });

  it('is no difference while it is the same, and one in each file with it when it is another or unknown', async () => {
    const { kind, context, inputs } = stage();
    const { outputs } = await kind.create(inputs({ pin: one }), context);
    const changed = { 'files["ci.yml"]': 'update' };
    expect(differences(outputs, inputs({ pin: one }))).toEqual({});
    expect(differences(outputs, inputs({ pin: two }))).toEqual(changed);
    expect(differences(outputs, inputs({ pin: unknown }))).toEqual(changed);
  });

  it('is delivered anew by an update', async () => {
    const { kind, context, inputs, repository } = stage();
    const { id, outputs } = await kind.create(inputs({ pin: one }), context);
    await kind.update(id, outputs, inputs({ pin: two }), context);
    expect(repository.texts()).toMatchObject({ 'ci.yml': file(two) });
  });

  it('that is unknown hides from a preview nothing else', async () => {
    const { kind, context, inputs } = stage({ 'ci.yml': 'theirs\n' });
    await expect(kind.previewCreate(inputs({ pin: unknown }), context)).rejects.toThrow(
      'has files on main that Gatehouse does not manage: ci.yml',
    );
    const free = stage();
    const shown = await free.kind.previewCreate(
      free.inputs({ pin: unknown, checks: ['CI'] }),
      free.context,
    );
    expect(shown).toMatchObject({ pending: false, checksOnBranch: ['CI'], pin: unknown });
  });

  it('is shown in the differences of a preview where it is known', () => {
    const { inputs } = stage();
    expect(previewDiff(inputs({ pin: one }), inputs({ pin: two }), new Set())).toContain(
      `-${file(one)}+${file(two)}`,
    );
    expect(previewDiff(inputs({ pin: one }), inputs({ pin: one }), new Set())).toBe('');
    expect(previewDiff(inputs({ pin: one }), inputs({ pin: unknown }), new Set())).toContain(
      `-${file(one)}+${file(unknownCommit)}`,
    );
  });

  it.each<[Value, readonly string[]]>([
    [one, []],
    [unknown, []],
    [null, []],
    ['main', ['pin must be a full commit SHA; found "main"']],
    [one.slice(1), [`pin must be a full commit SHA; found "${one.slice(1)}"`]],
  ])('%s is checked', (pin, expected) => {
    const { kind, inputs } = stage();
    const found = kind
      .check(inputs({ pin }))
      .map(({ property, reason }) => `${property} ${reason}`);
    expect(found).toEqual(expected);
  });
});

describe('the commit of each file', () => {
  const keep = { keepCommits: true };

  it('stays for a file that a later delivery does not change', async () => {
    const memory = new MemoryDelivery(undefined, keep);
    const first = await memory.deliver({ a: 'x', b: 'x' });
    expect(first.commits).toEqual({ a: first.commitSha, b: first.commitSha });
    const second = await memory.deliver({ a: 'x', b: 'y', c: 'z' });
    expect(second.commitSha).not.toBe(first.commitSha);
    const [old, now] = [first.commitSha, second.commitSha];
    expect(second.commits).toEqual({ a: old, b: now, c: now });
    expect((await memory.deliver({ a: 'x', c: 'z' })).commits).toEqual({ a: old, c: now });
  });

  it('is the head of the branch for a file that was there before', async () => {
    const repository = new MemoryRepository('ci', { a: 'x' });
    const head = repository.head('main');
    const { commits } = await new MemoryDelivery(repository, keep).deliver({ a: 'x' });
    expect(commits).toEqual({ a: head });
  });

  it('is not kept unless it is asked for', async () => {
    const memory = new MemoryDelivery();
    expect(await memory.deliver({ a: 'x' })).not.toHaveProperty('commits');
  });

  it('is known before an update for a file that stays', async () => {
    const { kind, context, inputs } = stage();
    const news = (files: ValueMap) => inputs({ ...keep, files });
    const { outputs } = await kind.create(news({ a: 'x', b: 'x' }), context);
    const { commitSha = null } = outputs;
    const shown = await kind.previewUpdate(outputs, news({ a: 'x', b: 'y', c: 'z' }), context);
    expect(shown['commits']).toEqual({ a: commitSha, b: unknown, c: unknown });
    const fresh = await kind.previewCreate(news({ a: 'x' }), context);
    expect(fresh['commits']).toEqual({ a: unknown });
    const later = await kind.previewUpdate(outputs, news({ a: unknown }), context);
    expect(later['commits']).toBe(unknown);
  });

  it('survives a refresh', async () => {
    const { kind, context, inputs } = stage();
    const { id, outputs } = await kind.create(inputs({ ...keep, pin: one }), context);
    const seen = await kind.read(id, inputs({ ...keep, pin: one }), outputs, context);
    expect(seen.outputs['commits']).toEqual(outputs['commits']);
  });

  it.each([
    [{ keepCommits: true }, []],
    [{ keepCommits: 'yes' }, ['keepCommits must be a boolean; found "yes"']],
    [
      { keepCommits: true, delivery: 'pullRequest' },
      ['keepCommits needs the delivery commit; found "pullRequest"'],
    ],
    [{ keepCommits: false, delivery: 'pullRequest' }, []],
  ])('%j is checked', (more, expected) => {
    const { kind, inputs } = stage();
    const found = kind.check(inputs(more)).map(({ property, reason }) => `${property} ${reason}`);
    expect(found).toEqual(expected);
  });
});
