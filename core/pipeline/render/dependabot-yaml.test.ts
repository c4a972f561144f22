import { parse } from 'yaml';
import { exampleSettings } from '../example-settings';
import { renderPipeline } from '../render-pipeline';

type Settings = typeof exampleSettings;

function dependabot(settings: Partial<Settings['dependabot']>): {
  readonly registries?: Readonly<Record<string, unknown>>;
  readonly updates: readonly Readonly<Record<string, unknown>>[];
} {
  const { files } = renderPipeline({
    ...exampleSettings,
    dependabot: { ...exampleSettings.dependabot, ...settings },
  });
  const file = files.find(({ path }) => path === '.github/dependabot.yml');
  expect(file?.isMerged).toBe(true);
  return parse(file?.content ?? '') as ReturnType<typeof dependabot>;
}

test('private indexes are named with their Dependabot secrets, by the Python entries alone', () => {
  const { registries, updates } = dependabot({
    registries: {
      internal: {
        url: 'https://pypi.acme.example/simple',
        usernameSecret: 'INDEX_USER',
        passwordSecret: 'INDEX_PASSWORD',
        replacesBase: false,
      },
      mirror: { url: 'https://mirror.acme.example/', tokenSecret: 'MIRROR', replacesBase: true },
    },
  });
  expect(registries).toEqual({
    internal: {
      type: 'python-index',
      url: 'https://pypi.acme.example/simple',
      username: '${{secrets.INDEX_USER}}',
      password: '${{secrets.INDEX_PASSWORD}}',
    },
    mirror: {
      type: 'python-index',
      url: 'https://mirror.acme.example/',
      token: '${{secrets.MIRROR}}',
      'replaces-base': true,
    },
  });
  expect(updates.map((update) => [update['package-ecosystem'], update['registries']])).toEqual([
    ['uv', ['internal', 'mirror']],
    ['github-actions', undefined],
  ]);
});

test('groups are of Python packages, and the cooldown is of all', () => {
  const { registries, updates } = dependabot({
    cooldownDays: 3,
    cooldownExclude: ['acme-*'],
    groups: {
      tests: {
        patterns: ['pytest*'],
        excludePatterns: ['pytest-django'],
        dependencyType: 'development',
        updateTypes: ['minor', 'patch'],
        appliesTo: 'security-updates',
      },
    },
  });
  expect(registries).toBeUndefined();
  expect(updates.map(({ groups }) => groups)).toEqual([
    {
      tests: {
        'applies-to': 'security-updates',
        patterns: ['pytest*'],
        'exclude-patterns': ['pytest-django'],
        'dependency-type': 'development',
        'update-types': ['minor', 'patch'],
      },
    },
    undefined,
  ]);
  const cooldown = { 'default-days': 3, exclude: ['acme-*'] };
  expect(updates.map((update) => update['cooldown'])).toEqual([cooldown, cooldown]);
});
