import tseslint from 'typescript-eslint';
import boundaries from 'eslint-plugin-boundaries';

/** Who may import whom: the doors of the house (docs/architecture.md). Every room may import kernel. */
const doors = {
  infra: ['components', 'workflows', 'cost'],
  components: ['workflows', 'provider', 'smoke'],
  workflows: [],
  readiness: [],
  smoke: [],
  runtime: ['readiness', 'smoke'],
  // The pure parts of the policies are rooms of their own, so that the host may use these two and nothing else of it.
  'policies/model': ['workflows'],
  'policies/gates': ['policies', 'policies/model', 'workflows'],
  policies: ['policies/model', 'policies/gates', 'workflows'],
  // The way to GitHub is a room of its own, for those who only look at what the provider makes.
  'provider/github': ['provider'],
  provider: ['provider/github'],
  doctor: ['provider/github'],
  // What both sides of a provider plugin speak, and what is only written down: for the host and the sandbox's providers.
  'host/protocol': [],
  'host/recorded': ['host/protocol'],
  host: [
    'host/protocol',
    'host/recorded',
    'doctor',
    'policies/model',
    'policies/gates',
    'provider/github',
  ],
  'sandbox/providers': ['host/protocol', 'host/recorded', 'provider/github'],
  sandbox: [],
  cost: [],
  kernel: [],
  tests: [
    'infra',
    'components',
    'workflows',
    'readiness',
    'smoke',
    'cost',
    'runtime',
    'policies',
    'policies/model',
    'policies/gates',
    'provider',
    'provider/github',
    'doctor',
    'host/protocol',
    'host/recorded',
    'host',
    'sandbox/providers',
    'sandbox',
  ],
  bench: [
    'infra',
    'components',
    'workflows',
    'readiness',
    'runtime',
    'policies',
    'policies/model',
    'policies/gates',
    'provider',
    'provider/github',
    'doctor',
    'host/protocol',
    'host/recorded',
    'host',
    'sandbox/providers',
    'sandbox',
  ],
  scripts: [
    'infra',
    'components',
    'workflows',
    'policies',
    'policies/model',
    'readiness',
    'runtime',
    'provider',
    'provider/github',
    'doctor',
    'sandbox',
  ],
};
/** Lines that a file may have; without blank lines and comments, so that the limit is no reason to leave them out. */
const maximumLines = 300;
/** A test file holds tables of cases, which stay together with what they are cases of. */
const maximumTestLines = 500;
/** Files that may be longer, and why. */
const longFiles = {
  'policies/gates/compare-gates.test.ts': 'a table of every gate, weaker and stronger',
};
/** @type {(max: number) => ['error', object]} */
const lineLimit = (max) => ['error', { max, skipBlankLines: true, skipComments: true }];

const pureRooms = [
  'workflows',
  'readiness',
  'smoke',
  'cost',
  'kernel',
  'policies/rules',
  'policies/model',
  'policies/gates',
];

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
      'boundaries/elements': Object.keys(doors).map((room) => ({
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
          policies: Object.entries(doors).map(([room, targets]) => ({
            from: { element: { type: room } },
            allow: [room, 'kernel', ...targets].map((type) => ({ to: { element: { type } } })),
          })),
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
        { object: 'Math', property: 'random', message: 'Randomness is a fact handed in.' },
        { object: 'Date', property: 'now', message: 'The clock is a fact handed in.' },
      ],
    },
  },
  {
    // Plain JavaScript is what starts before TypeScript can be read: it loads modules by `require`, which has no types.
    files: ['**/*.js', '**/*.mjs'],
    rules: {
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
