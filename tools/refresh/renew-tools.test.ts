import { createServer } from 'node:http';
import Ajv from 'ajv';
import { listen, type Listening } from '../../sandbox/listen';
import { textsFrom } from './get-text';
import { projectPage, type ListedRelease } from './project-page';
import { refresh } from './refresh';
import {
  newestVersion,
  olderReleases,
  toolVersions,
  versionChange,
  withVersions,
} from './renew-tools';

const TODAY = '2027-02-03';

describe('the newest release', () => {
  test.each<[string, readonly ListedRelease[], string]>([
    [
      'by its numbers',
      [
        ['1.9.0', '2026-01-01'],
        ['1.10.0', '2026-02-01'],
        ['1.2', '2026-03-01'],
      ],
      '1.10.0',
    ],
    [
      'without those that are not final',
      [
        ['1.0', '2026-01-01'],
        ['1.1rc1', '2026-02-01'],
        ['1.1.dev2', '2026-02-01'],
      ],
      '1.0',
    ],
    [
      'without those that are yanked',
      [
        ['1.0', '2026-01-01'],
        ['1.1', '2026-02-01', { yanked: 'broken' }],
      ],
      '1.0',
    ],
    [
      'without those of the last days',
      [
        ['1.0', '2026-01-01'],
        ['1.1', '2027-01-28'],
      ],
      '1.0',
    ],
    [
      'of seven days',
      [
        ['1.0', '2026-01-01'],
        ['1.1', '2027-01-27'],
      ],
      '1.1',
    ],
    [
      'where one version begins with another',
      [
        ['1.0', '2026-01-01'],
        ['1.0.1', '2027-02-02'],
      ],
      '1.0',
    ],
  ])('%s', (_title, releases, newest) => {
    expect(newestVersion(projectPage('pip-audit', releases), TODAY)).toBe(newest);
  });

  test('is none where every release is too new, or the answer is no page', () => {
    expect(newestVersion(projectPage('x', [['1.0', TODAY]]), TODAY)).toBeUndefined();
    expect(() => newestVersion('<html>', TODAY)).toThrow();
    expect(() =>
      newestVersion('{"meta":{"api-version":"2.0"},"name":"x","files":[],"versions":[]}', TODAY),
    ).toThrow();
  });
});

test.each([
  ['1.2.3', '1.3.0', 'moved'],
  ['1.2.3', '2.0.0', 'major'],
  ['1.2.3', '1.2.3', undefined],
  ['1.2.3', '1.2.2', undefined],
  ['26.1', '26.10.1', 'moved'],
])('%s, where %s is the newest: %s', (version, newest, change) => {
  expect(versionChange(version, newest)).toBe(change);
});

describe('releases for older Pythons', () => {
  const text = projectPage('flake8', [
    ['7.3.0', '2026-01-01', { requires: '>=3.9' }],
    ['7.4.0', '2026-02-01', { requires: '>=3.10' }],
    ['7.4.1', '2027-02-02', { requires: '>=3.10' }],
    ['7.5.0', '2026-03-01', { requires: '<4,>=3.12' }],
    ['7.6.0', '2026-04-01', { requires: 'any' }],
  ]);

  test('are the newest that are old enough and made for it', () => {
    expect(olderReleases(text, '7.5.0', TODAY)).toEqual({ '3.10': '7.6.0', '3.11': '7.6.0' });
    const known = text.replaceAll('"any"', '">=3.13"');
    expect(olderReleases(known, '7.5.0', TODAY)).toEqual({ '3.10': '7.4.0', '3.11': '7.4.0' });
    expect(olderReleases(known, '7.4.0', TODAY)).toEqual({});
    expect(olderReleases(known, '7.6.0', TODAY)).toEqual({
      ...{ '3.10': '7.4.0', '3.11': '7.4.0', '3.12': '7.5.0' },
    });
  });

  test('are none where no release is made for it', () => {
    const page = projectPage('x', [['1.0', '2026-01-01', { requires: '>=3.15' }]]);
    expect(olderReleases(page, '1.0', TODAY)).toEqual({});
  });
});

test('the list is of the day on which all of it was looked up, and keeps what was not', () => {
  const list = {
    ...{ updated: '2026-01-01', source: 'https://x', packages: { a: '1', b: '2' } },
    older: { '3.10': { b: '1.9', a: '0.9' } },
  };
  const moved = [{ name: 'a', version: '1.1' }];
  const packages = { a: '1.1', b: '2' };
  const all = new Map([
    ['b', {}],
    ['a', { '3.10': '1.0', '3.11': '1.0' }],
  ]);
  expect(withVersions(list, moved, { today: TODAY, looked: all })).toEqual({
    ...{ ...list, updated: TODAY, packages },
    older: { '3.10': { a: '1.0' }, '3.11': { a: '1.0' } },
  });
  const some = new Map([['a', {}]]);
  const kept = withVersions(list, moved, { today: TODAY, looked: some });
  expect(kept).toEqual({ ...list, packages, older: { '3.10': { b: '1.9' } } });
});

/** The part of the specification of indexes that says what a project's page has. */
const isPage = new Ajv({ strict: false }).compile({
  type: 'object',
  required: ['meta', 'name', 'files', 'versions'],
  properties: {
    meta: {
      type: 'object',
      required: ['api-version'],
      properties: { 'api-version': { type: 'string', pattern: '^\\d+\\.\\d+$' } },
    },
    name: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' },
    versions: { type: 'array', items: { type: 'string' }, uniqueItems: true },
    files: {
      type: 'array',
      items: {
        type: 'object',
        required: ['filename', 'url', 'hashes', 'size'],
        properties: {
          filename: { type: 'string' },
          url: { type: 'string' },
          hashes: { type: 'object', additionalProperties: { type: 'string' } },
          size: { type: 'integer' },
          yanked: { anyOf: [{ type: 'boolean' }, { type: 'string', minLength: 1 }] },
          'requires-python': { type: 'string' },
          'upload-time': {
            type: 'string',
            pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?Z$',
          },
        },
      },
    },
  },
});

describe('against an index', () => {
  let index: Listening;
  /** Answers that are not what the specification says. */
  let wrong: unknown[];
  beforeEach(async () => {
    wrong = [];
    const server = createServer((request, response) => {
      const [, name = ''] = /^\/simple\/([^/]+)\/$/.exec(request.url ?? '') ?? [];
      const version = toolVersions.packages[name];
      const isJson = request.headers.accept?.startsWith('application/vnd.pypi.simple.v1+json');
      if (version === undefined || name === 'ruff') response.writeHead(404).end();
      else if (isJson !== true) response.writeHead(200, { 'content-type': 'text/html' }).end('<a>');
      else {
        const [major = ''] = version.split('.');
        const requires = { requires: name === 'black' ? '>=3.12' : '>=3.10' };
        const text = projectPage(name, [
          [version, '2026-01-01', { requires: '>=3.10' }],
          [name === 'uv' ? `${Number(major) + 1}.0.0` : `${major}.9999.0`, '2026-02-01', requires],
        ]);
        if (!isPage(JSON.parse(text))) wrong.push(isPage.errors);
        response
          .writeHead(200, { 'content-type': 'application/vnd.pypi.simple.v1+json' })
          .end(text);
      }
    });
    index = await listen(server, 0);
  });
  afterEach(() => index.close());

  test('versions move within their major version, and what is not there is named', async () => {
    const written = new Map<string, string>();
    const ask = textsFrom(undefined);
    const { lines, failed } = await refresh({
      today: TODAY,
      get: (url) => {
        if (!url.startsWith('https://pypi.org/')) throw new Error('not asked here');
        return ask(url.replace('https://pypi.org', index.url));
      },
      read: () => '',
      write: (file, text) => void written.set(file, text),
      pinned: [],
    });
    expect(wrong).toEqual([]);
    expect(failed).toBe(true);
    const { uv, ruff, pytest } = toolVersions.packages;
    expect(lines).toContain(`pytest: moved to ${pytest?.split('.')[0]}.9999.0`);
    expect(lines).toContainEqual(expect.stringMatching(/^uv: \d+\.0\.0 is a new major version/));
    expect(lines).toContainEqual(expect.stringMatching(/^ruff: not renewed: .*answered 404$/));
    expect([...written.keys()]).toEqual(['core/tools/versions.json']);
    const list = JSON.parse([...written.values()][0] ?? '') as typeof toolVersions;
    expect(list.updated).toBe(toolVersions.updated);
    const blackBefore = toolVersions.packages['black'] ?? '';
    expect(list.older).toEqual({
      '3.10': { black: blackBefore },
      '3.11': { black: blackBefore },
    });
    expect(list.packages).toMatchObject({ uv, ruff, black: expect.stringMatching(/\.9999\.0$/) });
  });
});
