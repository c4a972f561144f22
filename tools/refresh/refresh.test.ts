import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pins } from '../../core/pipeline/actions/pins';
import { GitHubDescription } from '../../sandbox/github/openapi';
import { simpleUser } from '../../sandbox/github/render/account';
import { archivedActions, codeInputs, compromisedActions } from '../../policies/rules/lists';
import { refresh, type RefreshWorld } from './refresh';
import { renewedArchived, renewedCodeInputs, renewedCompromised } from './renew-lists';
import { pinChange, withPins } from './renew-pins';
import { projectPage } from './project-page';
import { toolVersions } from './renew-tools';

const TODAY = '2027-02-03';
const NEW_SHA = 'b'.repeat(40);

/** What GitHub publishes of its API, which each answer here is held to. */
const description = new GitHubDescription();

/** The newest release of an action, as GitHub describes it. */
function release(tag: string): string {
  const author = simpleUser(
    { api: 'https://api.github.com', web: 'https://github.com' },
    { id: 1, login: 'octocat', type: 'User', createdAt: '2020-01-01T00:00:00Z' },
  );
  const url = 'https://api.github.com/repos/octo/tool/releases/1';
  const body = {
    ...{ url, html_url: url, assets_url: url, upload_url: url, tarball_url: url, zipball_url: url },
    ...{ id: 1, node_id: 'RE_1', tag_name: tag, target_commitish: 'main', name: tag, body: '' },
    ...{ draft: false, prerelease: false, author, assets: [] },
    ...{ created_at: '2027-01-01T00:00:00Z', published_at: '2027-01-01T00:00:00Z' },
  };
  const operation = 'GET /repos/{owner}/{repo}/releases/latest';
  expect(description.response(operation, 200, body)).toBeUndefined();
  return JSON.stringify(body);
}

/** A commit, as GitHub describes it. */
function commit(sha: string): string {
  const url = `https://api.github.com/repos/octo/tool/commits/${sha}`;
  const who = { name: 'Octo', email: 'octo@example.com', date: '2027-01-01T00:00:00Z' };
  const verification = {
    ...{ verified: false, reason: 'unsigned', signature: null, payload: null },
    verified_at: null,
  };
  const body = {
    ...{ sha, node_id: 'C_1', url, html_url: url, comments_url: url },
    commit: {
      ...{ url, author: who, committer: who, message: 'Release', comment_count: 0, verification },
      tree: { sha, url },
    },
    ...{ author: null, committer: null, parents: [], files: [] },
    stats: { total: 0, additions: 0, deletions: 0 },
  };
  const operation = 'GET /repos/{owner}/{repo}/commits/{ref}';
  expect(description.response(operation, 200, body)).toBeUndefined();
  return JSON.stringify(body);
}

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

  /** An advisory as GitHub describes it. */
  const advisory = (name: string | null, parts: object = {}) => {
    const body = {
      ghsa_id: 'GHSA-aaaa-bbbb-cccc',
      cve_id: null,
      url: 'https://api.github.com/advisories/GHSA-aaaa-bbbb-cccc',
      html_url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
      ...{ repository_advisory_url: null, source_code_location: null, description: null },
      ...{ summary: 'Malicious code', type: 'reviewed', severity: 'critical' },
      ...{ identifiers: null, references: null, credits: null },
      cvss: { vector_string: null, score: null },
      published_at: '2027-01-05T10:00:00Z',
      updated_at: '2027-01-05T10:00:00Z',
      ...{ github_reviewed_at: null, nvd_published_at: null, withdrawn_at: null },
      cwes: [{ cwe_id: 'CWE-506', name: 'Embedded Malicious Code' }],
      vulnerabilities: [
        {
          package: { ecosystem: 'actions', name },
          vulnerable_version_range: '< 2.1.0',
          first_patched_version: 'v2.1.0',
          vulnerable_functions: null,
        },
      ],
      ...parts,
    };
    expect(description.response('GET /advisories', 200, [body])).toBeUndefined();
    return body;
  };
  test.each<[string, object, readonly string[]]>([
    ['malicious code', advisory('Acme/Bad'), ['acme/bad']],
    [
      'a fault of the action',
      advisory('acme/bad', { cwes: [{ cwe_id: 'CWE-79', name: 'XSS' }] }),
      [],
    ],
    ['what was withdrawn', advisory('acme/bad', { withdrawn_at: '2027-01-06T00:00:00Z' }), []],
    ['what the list has', advisory('tj-actions/changed-files'), []],
    ['one that names no package', advisory(null), []],
    [
      'one whose package is not known',
      advisory('x', {
        vulnerabilities: [
          {
            ...{ package: null, vulnerable_version_range: null },
            ...{ first_patched_version: null, vulnerable_functions: null },
          },
        ],
      }),
      [],
    ],
    ['one without products or kinds', advisory('x', { vulnerabilities: null }), []],
    ['one without kinds', advisory('x', { cwes: null }), []],
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
    if (!url.endsWith('/releases/latest')) return commit(NEW_SHA);
    return release(url.includes('actions/cache') ? 'v5.9.0' : 'v1.0.0');
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
