import { pins } from '../../../core/pipeline/actions/pins';
import { advise, judgeText, oneJobOf, repaired } from '../../fixtures/judge';
import { knownActions } from '../known-actions';
import { pinnedActions } from './pinned-actions';

const commit = pins.checkout.sha;
const step = (uses: string): string => oneJobOf([`- uses: ${uses}`]);
const call = (uses: string): string => `on: push\njobs:\n  a:\n    uses: ${uses}\n`;
const loose = (uses: string, place = '6:15') => [`${place} ${uses} is not pinned to a full commit`];
const bare = ['6:15 actions/checkout is pinned without its version as a comment'];

describe('pinned-actions', () => {
  test.each<[string, string, readonly string[]]>([
    ['a commit with its version', step(`actions/checkout@${commit} # v7.0.1`), []],
    ['a commit in capitals', step(`actions/checkout@${commit.toUpperCase()} # v7.0.1`), []],
    ['a commit of 64 digits', step(`actions/checkout@${'a'.repeat(64)} # v7.0.1`), []],
    ['a commit without a comment', step(`actions/checkout@${commit}`), bare],
    ['a commit with a comment that says no version', step(`actions/checkout@${commit} # x`), bare],
    [
      'a commit with a comment of another line',
      `${step(`actions/checkout@${commit}`)}# v7\n`,
      bare,
    ],
    ['a tag', step('actions/checkout@v7.0.1'), loose('actions/checkout@v7.0.1')],
    ['a branch', step('actions/checkout@main'), loose('actions/checkout@main')],
    [
      'a short commit',
      step(`actions/checkout@${commit.slice(0, 7)}`),
      loose(`actions/checkout@${commit.slice(0, 7)}`),
    ],
    ['41 digits', step(`actions/checkout@${commit}0`), loose(`actions/checkout@${commit}0`)],
    ['no ref', step('actions/checkout'), loose('actions/checkout')],
    [
      'a ref that only the run knows',
      step('"actions/checkout@${{ inputs.ref }}"'),
      loose('actions/checkout@${{ inputs.ref }}'),
    ],
    [
      'a folder of a repository',
      step('github/codeql-action/init@v3'),
      loose('github/codeql-action/init@v3'),
    ],
    [
      'a called workflow',
      call('acme/flows/.github/workflows/x.yml@v1'),
      loose('acme/flows/.github/workflows/x.yml@v1', '4:11'),
    ],
    ['a called workflow of the repository itself', call('./.github/workflows/x.yml'), []],
    ['an action of the repository itself', step('./.github/actions/x'), []],
    ['an action beside the repository', step('../x'), []],
    ['an action of the same commit', step('$/.github/actions/x'), []],
    ['an image, which is another rule', step('docker://alpine:3'), []],
    ['what is no reference', step('"an action"'), []],
  ])('%s', (_name, text, expected) => {
    expect(judgeText(pinnedActions, text)).toEqual(expected);
  });

  test.each<[string, object, readonly string[]]>([
    ['its owner is allowed', { allowed: ['actions'] }, []],
    ['it is allowed itself', { allowed: ['actions/checkout'] }, []],
    [
      'another one of its owner is allowed',
      { allowed: ['actions/cache'] },
      loose('actions/checkout@v7'),
    ],
  ])('a tag where %s', (_name, settings, expected) => {
    expect(judgeText(pinnedActions, step('actions/checkout@v7'), settings)).toEqual(expected);
  });

  test('where no comment is wanted, a commit does', () => {
    const settings = { versionComment: false };
    expect(judgeText(pinnedActions, step(`actions/checkout@${commit}`), settings)).toEqual([]);
    expect(judgeText(pinnedActions, step('actions/checkout@v7'), settings)).toHaveLength(1);
  });

  test.each<[string, string]>([
    ['Actions/Checkout@v1', `write Actions/Checkout@${commit} # v7.0.1`],
    ['acme/label@v1', 'pin acme/label to the full commit of its release'],
  ])('the fix for %s names the commit where the pack knows it', (uses, fix) => {
    expect(advise(pinnedActions, step(uses))).toEqual([fix]);
  });

  test('every finding of a workflow is named', () => {
    const text = `${call('acme/x/.github/workflows/x.yml@v1')}  b:\n    steps:\n      - uses: a/b@v1\n      - uses: c/d@v1\n`;
    expect(judgeText(pinnedActions, text)).toEqual([
      ...loose('acme/x/.github/workflows/x.yml@v1', '4:11'),
      ...loose('a/b@v1', '7:15'),
      ...loose('c/d@v1', '8:15'),
    ]);
  });
});

describe('the repair of pinned-actions', () => {
  const { sha = '', version = '' } = knownActions.get('actions/checkout') ?? {};
  const [major = ''] = version.split('.');
  const pinned = `actions/checkout@${sha} # ${version}`;
  test.each<[string, string, string]>([
    ['the same major version', `actions/checkout@${major}`, pinned],
    ['the same release', `actions/checkout@${version}`, pinned],
    ['the version without its letter', `actions/checkout@${major.slice(1)}`, pinned],
    ['a name in capitals', `Actions/Checkout@${major}`, `Actions/Checkout@${sha} # ${version}`],
    ['a comment behind it', `actions/checkout@${major} # why`, `${pinned}, # why`],
    ['quotes', `"actions/checkout@${major}"`, pinned],
    ['a folder of it', `actions/checkout/sub@${major}`, `actions/checkout/sub@${sha} # ${version}`],
  ])('pins %s', (_name, uses, expected) => {
    expect(repaired(pinnedActions, step(uses))).toBe(step(expected));
  });

  test.each([
    ['an older major version', 'actions/checkout@v3'],
    ['a version that begins with the same digit', `actions/checkout@${major}0`],
    ['a branch', 'actions/checkout@main'],
    ['a branch that ends like a version', `actions/checkout@release-${major}`],
    ['a tag that begins like a version', `actions/checkout@${major}-beta`],
    ['a commit', `actions/checkout@${'a'.repeat(40)}`],
    ['a commit of digits', `actions/checkout@${major.slice(1).repeat(40)}`],
    ['no ref', 'actions/checkout'],
    ['an action that the pack does not know', 'acme/label@v7'],
    ['an action of the repository itself', './actions/checkout'],
  ])('leaves %s', (_name, uses) => {
    expect(repaired(pinnedActions, step(uses))).toBe(step(uses));
  });

  test('pins every use', () => {
    const two = (uses: string) => oneJobOf([`- uses: ${uses}`, `- uses: ${uses}`]);
    expect(repaired(pinnedActions, two(`actions/checkout@${major}`))).toBe(two(pinned));
  });
});
