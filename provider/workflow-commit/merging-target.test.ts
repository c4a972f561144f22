import { mapFromWire, type ValueMap } from '../protocol/values';
import { blobSha } from './blob';
import { type Content, MemoryRepository } from './memory-repository';
import { workflowCommitKind } from './workflow-commit-kind';

const path = '.github/dependabot.yml';
const ours = 'version: 2\nupdates:\n  - package-ecosystem: uv\n    directory: /\n';
const daily = ours.replace('directory: /', 'directory: /app');
const npm = 'version: 2\nupdates:\n  - package-ecosystem: npm\n    directory: /web # theirs\n';
const marked = (text: string): string =>
  `  # gatehouse:begin updates\n${text.split('\n').slice(2).join('\n')}  # gatehouse:end updates\n`;

const byRequest = { delivery: 'pullRequest', pullRequest: { title: 'Title', body: 'Body' } };

/** One resource on a repository in memory, as the engine drives it. */
class Resource {
  readonly repository: MemoryRepository;
  readonly log: string[] = [];
  private outputs: ValueMap = {};
  private inputs: ValueMap = {};

  constructor(
    files: Readonly<Record<string, Content>>,
    private readonly more: ValueMap = {},
  ) {
    this.repository = new MemoryRepository('orders', files);
  }

  readonly kind = workflowCommitKind(() => this.repository, { waitMs: 0 });
  private readonly context = {
    urn: 'urn',
    log: (_severity: string, message: string) => this.log.push(message),
  };

  news(text: string | undefined, merged = true): ValueMap {
    const files = { 'ci.yml': 'ours', ...(text === undefined ? {} : { [path]: text }) };
    const partly = text === undefined || !merged ? {} : { merged: [path] };
    return mapFromWire({ repository: 'orders', branch: 'main', files, ...partly, ...this.more });
  }

  preview(text: string): Promise<ValueMap> {
    return this.kind.previewCreate(this.news(text), this.context);
  }

  async deliver(text: string | undefined, merged = true): Promise<void> {
    const news = this.news(text, merged);
    this.outputs =
      'blobs' in this.outputs
        ? await this.kind.update('orders:main', this.outputs, news, this.context)
        : (await this.kind.create(news, this.context)).outputs;
    this.inputs = news;
  }

  async refresh(): Promise<void> {
    const { outputs } = await this.kind.read(
      'orders:main',
      this.inputs,
      this.outputs,
      this.context,
    );
    this.outputs = outputs;
  }

  differences(text: string) {
    return this.kind.diff(this.outputs, this.news(text), this.context);
  }

  remove(): Promise<void> {
    return this.kind.delete('orders:main', this.outputs, this.context);
  }

  get text(): unknown {
    return this.repository.texts('main')[path];
  }

  get pending(): unknown {
    return this.outputs['pending'];
  }
}

test('entries go into the file of the repository with the other files, change, and are taken out again', async () => {
  const one = new Resource({ [path]: npm });
  const { length } = one.repository.writes;
  await one.deliver(ours);
  expect(one.repository.writes).toHaveLength(length + 1);
  expect(one.text).toBe(npm + marked(ours));
  expect(await one.differences(ours)).toEqual({});
  await one.deliver(ours);
  expect(one.repository.writes).toHaveLength(length + 1);
  await one.deliver(daily);
  expect(one.text).toBe(npm + marked(daily));
  await one.remove();
  expect(one.repository.texts('main')).toEqual({ [path]: npm });
});

test('a file that is made goes as a whole, or keeps what others added', async () => {
  const one = new Resource({ 'README.md': 'theirs' });
  await one.deliver(ours);
  expect(one.text).toBe(`version: 2\nupdates:\n${marked(ours)}`);
  const added = '  - package-ecosystem: npm\n    directory: /\n';
  await one.deliver(undefined);
  expect(one.repository.texts('main')).toEqual({ 'README.md': 'theirs', 'ci.yml': 'ours' });
  await one.deliver(ours);
  one.repository.push({ [path]: `version: 2\nupdates:\n${marked(ours)}${added}` });
  await one.deliver(undefined);
  expect(one.text).toBe(`version: 2\nupdates:\n${added}`);
});

test('a refresh sees only what happened to our entries', async () => {
  const one = new Resource({ [path]: npm });
  await one.deliver(ours);
  one.repository.push({ [path]: `# note\n${npm}${marked(ours)}` });
  await one.refresh();
  expect(one.log).toEqual([]);
  expect(await one.differences(ours)).toEqual({});
  one.repository.push({ [path]: npm + marked(daily) });
  await one.refresh();
  expect(one.log.join()).toContain(`edited since the last delivery: ${path}`);
  expect(await one.differences(ours)).toEqual({ [`files["${path}"]`]: 'update' });
  await one.deliver(ours);
  expect(one.text).toBe(npm + marked(ours));
  one.repository.push({ [path]: npm });
  await one.refresh();
  expect(one.log.join()).toContain(`removed since the last delivery: ${path}`);
  expect(await one.differences(ours)).toEqual({ [`files["${path}"]`]: 'add' });
  one.repository.push({ [path]: `${npm}  # gatehouse:begin updates\n` });
  await one.refresh();
  expect(one.log.join()).toContain(`edited since the last delivery: ${path}`);
});

test.each<[string, Content, RegExp]>([
  [
    'damaged marks',
    `${npm}  # gatehouse:begin updates\n`,
    /dependabot\.yml of acme\/orders has damaged marks: .*0 times.*Nothing was changed/,
  ],
  ['a link', { text: 'other.yml', mode: '120000' }, /is not a text file/],
  [
    'a list in brackets',
    'version: 2\nupdates: []\n',
    /has under updates no list with one entry a line\. Nothing/,
  ],
])(
  '%s stops the preview and the delivery, and nothing is changed',
  async (_name, text, message) => {
    const one = new Resource({ [path]: text });
    const { length } = one.repository.writes;
    await expect(one.preview(ours)).rejects.toThrow(message);
    await expect(one.deliver(ours)).rejects.toThrow(message);
    expect(one.repository.writes).toHaveLength(length);
  },
);

test('a file under the other name that GitHub reads stops the delivery', async () => {
  const one = new Resource({ '.github/dependabot.yaml': npm });
  await expect(one.preview(ours)).rejects.toThrow(
    /has \.github\/dependabot\.yaml, which GitHub would no longer read/,
  );
  await expect(one.deliver(ours)).rejects.toThrow(/Rename it to \.github\/dependabot\.yml/);
});

test('a preview shows what the file gets', async () => {
  const one = new Resource({ [path]: npm });
  await one.preview(ours);
  expect(one.log.join()).toMatch(/\+ {2}# gatehouse:begin updates\n\+ {2}- package-ecosystem: uv/);
});

test('a file that was ours as a whole gets marks, and one that becomes ours as a whole loses them', async () => {
  const whole =
    '# Generated by Gatehouse. Do not edit: a change made here is undone by the next run.\n' + ours;
  const one = new Resource({ 'README.md': 'theirs' });
  await one.deliver(whole, false);
  expect(one.text).toBe(whole);
  expect(await one.differences(whole)).toEqual({ merged: 'update' });
  await one.deliver(whole);
  expect(one.text).toContain('  # gatehouse:begin updates\n  # Generated by');
  await one.deliver(whole, false);
  expect(one.text).toBe(whole);
});

test('entries wait in a pull request, come, and go by another one', async () => {
  const one = new Resource({ [path]: npm }, byRequest);
  await one.deliver(ours);
  expect([one.pending, one.text]).toEqual([true, npm]);
  expect(await one.differences(ours)).toEqual({});
  one.repository.push({ [path]: `# note\n${npm}` }, 'main');
  await one.deliver(ours);
  one.repository.merge('gatehouse/pipeline');
  await one.refresh();
  expect([one.pending, one.text]).toEqual([false, `# note\n${npm}${marked(ours)}`]);
  await one.deliver(undefined);
  expect(one.pending).toBe(true);
  one.repository.merge('gatehouse/pipeline');
  await one.refresh();
  expect(one.repository.texts('main')).toEqual({ [path]: `# note\n${npm}`, 'ci.yml': 'ours' });
});

test('inputs name files of a kind that can be merged, with their texts', () => {
  const one = new Resource({});
  const problems = (merged: readonly string[] | string): readonly string[] =>
    one.kind
      .check(
        mapFromWire({
          repository: 'orders',
          branch: 'main',
          files: { 'ci.yml': 'x', [path]: ours },
          merged,
        }),
      )
      .map(({ property }) => property);
  expect(problems([path])).toEqual([]);
  expect(problems(['ci.yml', '.github/workflows/actions.lock', path])).toEqual([
    'merged[0]',
    'merged[1]',
  ]);
  expect(problems('x')).toEqual(['merged']);
});

test('what a file looks like is what was delivered', async () => {
  const one = new Resource({ [path]: npm });
  await one.deliver(ours);
  await one.refresh();
  expect(await one.differences(ours)).toEqual({});
  expect(blobSha(Buffer.from(ours))).not.toBe(blobSha(Buffer.from(String(one.text))));
});
