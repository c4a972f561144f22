import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pins } from '../../core/pipeline/actions/pins';
import { archivedActions, codeInputs, compromisedActions } from '../../policies/rules/lists';
import { refresh, type RefreshWorld } from './refresh';
import { renewedArchived, renewedCodeInputs, renewedCompromised } from './renew-lists';
import { pinChange, withPins } from './renew-pins';
import { projectPage } from './project-page';
import { toolVersions } from './renew-tools';

const TODAY = '2027-02-03';
const NEW_SHA = 'b'.repeat(40);

describe('a list', () => {
  test('of archived actions takes new names, and keeps what people wrote', () => {
    const renewed = renewedArchived(
      archivedActions,
      '# names\nAcme/Old\nactions/create-release\n',
      TODAY,
    );
    expect(renewed.updated).toBe(TODAY);
    expect(renewed.actions).toEqual({ ...archivedActions.actions, 'acme/old': '' });
    expect(Object.keys(renewed.actions)).toEqual(Object.keys(renewed.actions).sort());
    expect(() => renewedArchived(archivedActions, '<html>', TODAY)).toThrow('no line is the name');
  });

  test('of inputs that run as code adds to what it has', () => {
    const source = [
      ['Acme/Run', ['Script']],
      ['actions/github-script', ['other']],
    ];
    const { actions } = renewedCodeInputs(codeInputs, source, TODAY);
    expect(actions['acme/run']).toEqual(['script']);
    expect(actions['actions/github-script']).toEqual(['other', 'script']);
    expect(() => renewedCodeInputs(codeInputs, { a: 1 }, TODAY)).toThrow();
  });

  const advisory = (name: string, parts: object = {}) => ({
    ghsa_id: 'GHSA-aaaa-bbbb-cccc',
    cve_id: null,
    html_url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
    published_at: '2027-01-05T10:00:00Z',
    withdrawn_at: null,
    cwes: [{ cwe_id: 'CWE-506' }],
    vulnerabilities: [
      {
        package: { ecosystem: 'actions', name },
        vulnerable_version_range: '< 2.1.0',
        first_patched_version: 'v2.1.0',
      },
    ],
    ...parts,
  });
  test.each<[string, object, readonly string[]]>([
    ['malicious code', advisory('Acme/Bad'), ['acme/bad']],
    ['a fault of the action', advisory('acme/bad', { cwes: [{ cwe_id: 'CWE-79' }] }), []],
    ['what was withdrawn', advisory('acme/bad', { withdrawn_at: '2027-01-06T00:00:00Z' }), []],
    ['what the list has', advisory('tj-actions/changed-files'), []],
  ])('of compromised actions: %s', (_, source, added) => {
    const { actions } = renewedCompromised(compromisedActions, [source], TODAY);
    expect(actions.slice(compromisedActions.actions.length).map(({ action }) => action)).toEqual(
      added,
    );
    if (added.length > 0)
      expect(actions.at(-1)).toMatchObject({
        since: '2027-01-05',
        below: '2.1.0',
        fix: 'use v2.1.0 or newer by its full commit',
      });
  });
});

describe('a pin', () => {
  const from = { name: 'a/b', version: 'v1.2.3', sha: 'a'.repeat(40) };
  test.each<[string, string | undefined]>([
    ['v1.2.4', 'moved'],
    ['v1.10.0', 'moved'],
    ['v2.0.0', 'major'],
    ['v1.2.3', undefined],
    ['v1.2.2', undefined],
    ['nightly', undefined],
  ])('and the release %s: %s', (version, kind) => {
    expect(pinChange(from, { version, sha: NEW_SHA })?.kind).toBe(kind);
  });

  test('moves wherever it is written with its commit, and nothing else does', () => {
    const change = pinChange(from, { version: 'v1.3.0', sha: NEW_SHA });
    const changes = change === undefined ? [] : [change];
    const of = (version: string, sha: string): string =>
      [
        `pin('a/b', '${version}', '${sha}', [])`,
        `pin(\n    'a/b',\n    '${version}',\n    '${sha}',`,
        `const v = '${version}';\nconst s = '${sha}';`,
        `uses: a/b@${sha} # ${version}`,
      ].join('\n');
    expect(withPins(of('v1.2.3', from.sha), changes)).toBe(of('v1.3.0', NEW_SHA));
    const others = `a v1.2.3 elsewhere, ${'c'.repeat(40)} # v1.2.3, ${from.sha} # v1.2.30`;
    expect(withPins(others, changes)).toBe(others);
  });
});

describe('the refresh', () => {
  const root = resolve(__dirname, '..', '..');
  const run = async (answer: (url: string) => string) => {
    const written = new Map<string, string>();
    const world: RefreshWorld = {
      today: TODAY,
      get: (url) => Promise.resolve(answer(url)),
      read: (file) => readFileSync(resolve(root, file), 'utf8'),
      write: (file, text) => void written.set(file, text),
      pinned: ['core/pipeline/actions/pins.ts', '.github/workflows/ci.yml'],
    };
    return { ...(await refresh(world)), written };
  };
  const online = (url: string): string => {
    if (url.startsWith(toolVersions.source)) return projectPage('x', [['0.0.1', '2020-01-01']]);
    if (url.endsWith('.txt')) return 'acme/old\n';
    if (url.endsWith('.json')) return '[["acme/run", ["script"]]]';
    if (url.includes('/advisories')) return '[]';
    if (!url.endsWith('/releases/latest')) return JSON.stringify({ sha: NEW_SHA });
    return JSON.stringify({ tag_name: url.includes('actions/cache') ? 'v5.9.0' : 'v1.0.0' });
  };

  test('renews lists and pins, and says what people have to look at', async () => {
    const { lines, failed, written } = await run(online);
    expect(failed).toBe(false);
    expect(lines).toContain(`actions/cache: moved to v5.9.0 ${NEW_SHA}`);
    expect(lines).toContain('policies/data/runner-images.json: to be looked at by hand');
    const source = written.get('core/pipeline/actions/pins.ts') ?? '';
    expect(source).toContain(`'v5.9.0';\nconst cacheSha = '${NEW_SHA}'`);
    expect(source).not.toContain(pins.cacheSave.sha);
    expect(source).toContain(pins.checkout.sha);
    const list = JSON.parse(written.get('policies/data/archived-actions.json') ?? '') as unknown;
    expect(list).toMatchObject({ updated: TODAY, actions: { 'acme/old': '' } });
  });

  test('leaves everything as it is without a network, and says so', async () => {
    const { lines, failed, written } = await run(() => {
      throw new Error('getaddrinfo ENOTFOUND');
    });
    expect(failed).toBe(true);
    expect([...written]).toEqual([]);
    expect(lines[0]).toContain('not renewed: getaddrinfo ENOTFOUND');
  });

  test('refuses an answer that is not a list', async () => {
    const { failed, written } = await run((url) => (url.endsWith('.txt') ? '<html>' : online(url)));
    expect(failed).toBe(true);
    expect(written.has('policies/data/archived-actions.json')).toBe(false);
  });
});
