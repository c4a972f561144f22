import { judgeResource, resourceFindings, unknown } from '../../fixtures/judge';
import { secretPatterns } from './secret-patterns';

type Props = Readonly<Record<string, unknown>>;

const VARIABLE = 'github:index/actionsVariable:ActionsVariable';

// Put together here, so that no scanner takes this file for a leak.
const awsKey = `AKIA${'ABCDEFGH'.repeat(2)}`;
const joined = (...parts: readonly string[]): string => parts.join('');

describe('secret-patterns', () => {
  const judge = (props: Props, secrets: readonly string[] = []) =>
    judgeResource(secretPatterns, { type: VARIABLE, props, secrets });
  test.each<[string, string, string]>([
    ...[...'pousr'].map((kind): [string, string, string] => [
      'GitHub token',
      joined('gh', kind, '_', 'a1B2'.repeat(9)),
      joined('gh', kind, '_', 'a1B2'.repeat(8), 'a1B'),
    ]),
    [
      'GitHub token',
      joined('gh', 's_123456_', 'eyJ0', '.a-B_'.repeat(8)),
      joined('gh', 's_', '.a-B_'.repeat(7)),
    ],
    ['Slack token', joined('xap', 'p-1-A0123456-', '1234567890'), joined('xap', 'p-1-A01234')],
    [
      'GitHub fine-grained token',
      joined('github_', 'pat_', 'a_'.repeat(30)),
      joined('github_', 'pat_', 'a'.repeat(59)),
    ],
    ['AWS access key', awsKey, awsKey.slice(0, -1)],
    ['AWS access key', awsKey.replace('AKIA', 'ASIA'), awsKey.replace('AKIA', 'ARIA')],
    ['AWS access key', `${awsKey}.`, `${awsKey}A`],
    ...[...'abeoprs'].map((kind): [string, string, string] => [
      'Slack token',
      joined('xox', kind, '-', '1234567890'),
      joined('xox', kind, '-', '123456789'),
    ]),
    ...['services', 'workflows', 'triggers'].map((kind): [string, string, string] => [
      'Slack webhook',
      joined('hooks.slack.com/', kind, '/T012345/', 'B0123456/x'),
      joined('hooks.slack.com/', kind, '/T0123/', 'B0123456/x'),
    ]),
    [
      'PyPI token',
      joined('pypi-', 'AgEI', 'b_'.repeat(20)),
      joined('pypi-', 'AgEI', 'b'.repeat(39)),
    ],
    [
      'private key',
      joined('-----BEGIN ', 'RSA PRIVATE KEY-----'),
      joined('-----BEGIN ', 'RSA PUBLIC KEY-----'),
    ],
    [
      'private key',
      joined('-----BEGIN ', 'PRIVATE KEY-----'),
      joined('-----BEGIN ', 'PRIVATE KEY'),
    ],
  ])('a %s is known by its form, and not what is nearly one', (name, text, nearly) => {
    expect(judge({ value: text })).toEqual([`value contains what looks like a ${name}`]);
    expect(judge({ value: `key=${text};` })).toHaveLength(1);
    expect(judge({ value: nearly })).toEqual([]);
    if (name !== 'private key') expect(judge({ value: `x${text}` })).toEqual([]);
  });

  const found = (path: string) => [`${path} contains what looks like a AWS access key`];
  test.each<[string, Props, readonly string[], readonly string[]]>([
    ['a secret', { value: awsKey }, ['value'], []],
    ['another property that is secret', { value: awsKey }, ['other'], found('value')],
    ['a nested property', { a: { b: [awsKey] } }, [], found('a.b.0')],
    ['a nested property of a secret', { a: { b: [awsKey] } }, ['a'], []],
    ['a nested property that is secret', { a: { b: awsKey, c: awsKey } }, ['a.b'], found('a.c')],
    [
      'two in one text',
      { value: `${awsKey} ${awsKey}` },
      [],
      [...found('value'), ...found('value')],
    ],
    ['no text', { value: 1, other: null }, [], []],
    ['the content of a file', { file: 'a.py', content: awsKey }, [], found('the file')],
    ['the content of no file', { content: awsKey }, [], found('content')],
    ['a file of a commit', { files: { 'src/a.py': awsKey } }, [], found('the file')],
    ['a property that is no file', { a: { files: { b: awsKey } } }, [], found('a.files.b')],
    ['an unknown value beside it', unknown(['later'], { value: awsKey }), [], found('value')],
    ['an unknown value alone', unknown(['value']), [], []],
  ])('%s', (_name, props, secrets, expected) => {
    expect(judge(props, secrets)).toEqual(expected);
  });

  test('a finding in a file names the place', () => {
    const where = (props: Props) =>
      resourceFindings(secretPatterns, { type: VARIABLE, props }).map(({ file, line, column }) => [
        file,
        line,
        column,
      ]);
    expect(where({ files: { 'src/a.py': `x\n = ${awsKey}\n` } })).toEqual([['src/a.py', 2, 4]]);
    expect(where({ file: 'b.py', content: `${awsKey}\n` })).toEqual([['b.py', 1, 1]]);
    expect(where({ file: 'b.py', content: awsKey })).toEqual([['b.py', undefined, undefined]]);
    expect(where({ file: 'b.py', value: awsKey })).toEqual([[undefined, undefined, undefined]]);
  });

  test('another error is not taken for an unknown value', () => {
    const props = {
      get value(): string {
        throw new Error('broken');
      },
    };
    expect(() => judge(props)).toThrow('broken');
  });
});
