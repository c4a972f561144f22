import tseslint from 'typescript-eslint';
import boundaries from 'eslint-plugin-boundaries';

/**
 * Who may import whom: the doors of the house (docs/architecture.md). `core` is pure, and every room may import it.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const doors = {
  infra: ['components'],
  components: ['provider'],
  policies: [],
  provider: [],
  runtime: ['policies'],
  cli: ['provider', 'policies'],
  sandbox: ['provider', 'cli'],
  tests: ['infra', 'components', 'policies', 'provider', 'runtime', 'cli', 'sandbox'],
  tools: ['infra', 'components', 'policies', 'provider', 'runtime', 'cli', 'sandbox', 'tests'],
};
/**
 * The same within `core`, whose rooms may all import `core/kernel`.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const coreDoors = {
  'core/kernel': [],
  'core/tools': [],
  'core/statistics': [],
  'core/performance': ['core/statistics'],
  'core/undeclared': [],
  'core/readiness': [
    'core/tools',
    'core/cost',
    'core/statistics',
    'core/performance',
    'core/undeclared',
  ],
  'core/smoke': ['core/statistics'],
  'core/sarif': [],
  'core/scans': ['core/readiness', 'core/sarif'],
  'core/sbom': ['core/readiness'],
  'core/cost': ['core/statistics'],
  'core/pace': [],
  'core/config': ['core/tools', 'core/readiness', 'core/smoke', 'core/cost'],
  'core/waivers': ['core/tools', 'core/config', 'core/readiness', 'core/smoke'],
  'core/pipeline': [
    'core/tools',
    'core/config',
    'core/performance',
    'core/readiness',
    'core/scans',
    'core/smoke',
    'core/waivers',
  ],
  'core/project': ['core/tools', 'core/config', 'core/merged-files'],
  'core/guard': ['core/tools', 'core/readiness', 'core/project'],
  'core/reading': ['core/pipeline'],
  'core/rollout': ['core/config'],
  'core/merging': ['core/reading'],
  'core/gates': ['core/tools', 'core/reading', 'core/pipeline', 'core/config', 'core/readiness'],
  'core/adoption': [
    'core/guard',
    'core/project',
    'core/config',
    'core/reading',
    'core/pipeline',
    'core/merged-files',
  ],
  'core/incident': ['core/reading'],
  'core/posture': ['core/readiness', 'core/reading', 'core/merging', 'core/adoption', 'core/guard'],
  'core/merged-files': ['core/reading'],
};
const coreRooms = Object.keys(coreDoors);
/** @type {(room: string, targets: readonly string[]) => object} */
const allow = (room, targets) => ({
  from: { element: { type: room } },
  allow: [room, ...targets].map((type) => ({ to: { element: { type } } })),
});
/** Lines that a file may have; without blank lines and comments, so that the limit is no reason to leave them out. */
const maximumLines = 300;
/** A test file holds tables of cases, which stay together with what they are cases of. */
const maximumTestLines = 500;
/** Files that may be longer, and why. */
const longFiles = {
  'tests/support/pipeline-variants.ts': 'a table of settings, one entry for each variant',
  'provider/workflow-commit/memory-repository.ts':
    'one repository, with every request that a delivery makes',
  'core/gates/compare-gates.test.ts': 'a table of every gate, weaker and stronger',
};
/** @type {(max: number) => ['error', object]} */
const lineLimit = (max) => ['error', { max, skipBlankLines: true, skipComments: true }];

/** What imports no SDK, no file system, no clock and no randomness. */
const pureRooms = ['core', 'policies/rules'];

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'build',
      '.gatehouse',
      '.tools',
      '**/generated',
      'sandbox/sample-project',
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: './tsconfig.lint.json', tsconfigRootDir: import.meta.dirname },
    },
    // By its types the plugin is a namespace that holds itself.
    plugins: {
      boundaries: /** @type {import('eslint').ESLint.Plugin} */ (
        /** @type {unknown} */ (boundaries)
      ),
    },
    settings: {
      'import/resolver': { node: { extensions: ['.ts', '.js', '.json'] } },
      'boundaries/elements': [...coreRooms, ...Object.keys(doors)].map((room) => ({
        type: room,
        pattern: `${room}/**`,
        partialMatch: false,
      })),
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: [
            ...Object.entries(doors).map(([room, targets]) =>
              allow(room, [...targets, ...coreRooms]),
            ),
            ...Object.entries(coreDoors).map(([room, targets]) =>
              allow(room, [...targets, 'core/kernel']),
            ),
          ],
        },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': 'allow-with-description' },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: false },
      ],
      'no-console': 'off',
      'max-params': ['error', 5],
      'max-lines': lineLimit(maximumLines),
    },
  },
  {
    files: pureRooms.map((room) => `${room}/**/*.ts`),
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(node:|@pulumi/|@aws-sdk/|@octokit/|fs$|path$|child_process$)',
              message: 'A pure room imports no runtime, SDK or file system.',
            },
          ],
        },
      ],
      'no-restricted-globals': ['error', 'process', 'fetch', 'setTimeout', 'setInterval'],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Randomness is a fact passed in.' },
        { object: 'Date', property: 'now', message: 'The clock is a fact passed in.' },
      ],
    },
  },
  {
    // Plain JavaScript is what starts before TypeScript can be read: it loads modules by `require`, which has no types, and
    // in any room the loader that `tools` has for it.
    files: ['**/*.js', '**/*.mjs'],
    rules: {
      'boundaries/dependencies': 'off',
      '@typescript-eslint/no-require-imports': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['**/*.test.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      'max-lines': lineLimit(maximumTestLines),
    },
  },
  { files: Object.keys(longFiles), rules: { 'max-lines': 'off' } },
);
