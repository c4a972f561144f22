import { type PipelineSettings } from '../../core/config/pipeline-settings';
import { settingsOfStack, settingsOfStackFile, type StackValues } from './stack-settings';

const mcp = { command: ['python', '-m', 'orders.mcp_server'] };
const smoke = {
  environment: 'staging',
  baseUrl: 'https://orders.staging.example.com',
  checks: [
    { name: 'service is healthy', kind: 'health', path: '/health', expectJson: { status: 'ok' } },
    { name: "it's 100 % & more", kind: 'api', method: 'POST', path: '/orders?limit=1&status=open' },
  ],
};
/** Every kind of check, and every job beside the smoke test. */
const wholeSmoke = {
  ...smoke,
  checks: [
    ...smoke.checks,
    {
      name: 'search',
      kind: 'api',
      method: 'POST',
      path: '/search',
      headers: { authorization: { secret: 'ORDERS_TOKEN' }, accept: 'application/json' },
      body: '{"text":"it\'s"}',
      expectJson: {
        hits: { minItems: 1 },
        'hits.0.id': { type: 'number', atLeast: 1 },
        error: null,
      },
    },
    { name: 'certificate', kind: 'health', probe: 'tls', host: 'orders.staging.example.com' },
    { name: 'queue', kind: 'health', probe: 'tcp', host: '10.0.0.7', port: 5672, reach: 'private' },
    {
      name: 'database',
      kind: 'database',
      probe: 'postgres',
      host: 'db.internal',
      reach: 'private',
    },
  ],
  canary: { url: 'https://orders-canary.staging.example.com', requests: 1000 },
  rollback: true,
  e2e: { command: ['pytest', '-m', "e2e and not it's slow"], attempts: 3 },
};
/** Several deployments, and secrets in steps and certificates. */
const severalSmoke = {
  ...smoke,
  checks: [
    ...smoke.checks,
    {
      name: 'after a login',
      kind: 'api',
      probe: 'steps',
      tls: { ca: { secret: 'PRIVATE_CA' } },
      steps: [
        {
          method: 'POST',
          path: '/login',
          body: '{"password":"${secrets.SMOKE_PASSWORD}"}',
          extract: { token: 'access_token' },
        },
        { path: '/orders', headers: { authorization: 'Bearer ${token}' } },
      ],
    },
    { name: 'prices', kind: 'api', probe: 'grpc', host: 'prices.example.com' },
    { name: 'address', kind: 'health', probe: 'dns', host: 'orders.example.com' },
  ],
  environments: {
    'eu west': { baseUrl: 'https://orders.eu.example.com' },
    production: {
      baseUrl: 'https://orders.example.com',
      checks: [
        {
          name: 'service is healthy',
          kind: 'health',
          path: '/health',
          headers: { 'x-key': { secret: 'PRODUCTION_KEY' } },
        },
      ],
      alerts: { failAfter: 2 },
    },
  },
};
const staging = { environments: { staging: {} }, smoke };
const app = { id: 4711, privateKey: { env: 'GUARD_KEY' } };
const slack = { slack: { webhook: { env: 'SLACK_WEBHOOK_URL' } } };

/** What differs from the house defaults: of the one repository, and of the stack around it. */
interface Variant {
  readonly repository?: StackValues;
  readonly stack?: StackValues;
}

const everyGate = (mode: 'enforce' | 'new') => ({
  ...{ lint: mode, format: mode, types: mode, tests: mode, security: mode },
});

const variants: Readonly<Record<string, Variant>> = {
  'house-defaults': {},
  everything: {
    repository: {
      ...staging,
      mcp,
      python: { versions: ['3.12', '3.11', '3.10'] },
      gates: {
        coverage: 100,
        readiness: 100,
        ...everyGate('enforce'),
      },
      build: { sbom: true, attest: true, dockerfile: 'deploy/Dockerfile' },
    },
    stack: slack,
  },
  performance: {
    repository: {
      performance: {},
      gates: { performance: 'enforce' },
      python: { tools: 'gatehouse' },
    },
  },
  'performance-by-command': {
    repository: {
      performance: { command: ['python', "bench/it's.py", '$HOME'], minutes: 5, tolerance: 2.5 },
      python: { directory: 'services/shop', credentials: { UV_INDEX_CORP_PASSWORD: 'CORP' } },
    },
  },
  mcp: { repository: { mcp } },
  'merge-queue': { repository: { protection: { mergeQueue: true } } },
  guarded: { repository: { guard: { level: 'guarded', owners: ['@acme/team'], app } } },
  'mcp-with-quotes': {
    repository: {
      mcp: { command: ['node', "it's here/server.js", '--name=a b', '$HOME', '`id`'] },
    },
  },
  'requirements-layout': { repository: { python: { manager: 'pip' } } },
  'requirements-layout-house-tools': {
    repository: { mcp, python: { manager: 'pip', tools: 'gatehouse' } },
  },
  poetry: {
    repository: { mcp, python: { manager: 'poetry', groups: ['test'], extras: ['cli'] } },
  },
  pdm: { repository: { python: { manager: 'pdm', groups: ['test'], tools: ['pytest', 'ruff'] } } },
  'pip-itself': {
    repository: {
      python: {
        manager: 'pip',
        installer: 'pip',
        requirements: ['requirements.txt', 'requirements-dev.txt'],
        constraints: ['constraints.txt'],
      },
    },
  },
  'package-without-lock': {
    repository: {
      python: {
        manager: 'pip',
        requirements: [],
        extras: ['test'],
        groups: ['dev'],
        dependencies: ['types-requests>=2'],
        tools: 'gatehouse',
        sources: ['orders.py'],
      },
      checkout: { history: true, submodules: true, lfs: true },
    },
  },
  'uv-workspace': {
    repository: { python: { allMembers: true, groups: ['lint'], extras: ['all'] } },
  },
  'ruff-for-all': {
    repository: { checks: { formatter: 'ruff', typeChecker: 'pyright', parallelTests: false } },
  },
  'flake8-and-unittest': {
    repository: {
      python: { tools: 'gatehouse' },
      checks: {
        linter: 'flake8',
        typeChecker: 'ty',
        testRunner: 'unittest',
        commands: { flake8: { arguments: ['--ignore=E501'], paths: ['src/orders'] } },
      },
    },
  },
  'pylint-and-django': {
    repository: {
      python: { tools: 'gatehouse' },
      checks: { linter: 'pylint', testRunner: 'django' },
      gates: { types: 'off' },
    },
  },
  'tests-by-command': {
    repository: {
      checks: { testRunner: 'command', testCommand: ['tox', 'run'] },
      gates: { coverage: 0 },
      build: { packages: false },
    },
  },
  'checks-off': {
    repository: {
      python: { manager: 'pip' },
      gates: { lint: 'off', format: 'off', types: 'off', tests: 'off' },
    },
  },
  surroundings: {
    repository: {
      python: { credentials: { UV_INDEX_INTERNAL_PASSWORD: 'INDEX_PASSWORD' } },
      surroundings: {
        env: { DATABASE_URL: 'postgresql://postgres:test@localhost/test' },
        systemPackages: ['libpq-dev', 'g++'],
        setup: ['make --version'],
        services: {
          postgres: {
            image: `postgres:18@sha256:${'0'.repeat(64)}`,
            ports: [5432],
            env: { POSTGRES_PASSWORD: 'test' },
            healthCommand: 'pg_isready --username postgres',
          },
        },
      },
    },
  },
  'dashboard-on-the-default-branch': {
    repository: {
      protection: { bypassApps: [90001] },
      readiness: {
        dashboardCopy: {
          directory: 'docs/readiness',
          appId: 90001,
          privateKeySecret: 'DASHBOARD_APP_KEY',
        },
      },
    },
    stack: slack,
  },
  'house-tools': { repository: { python: { tools: 'gatehouse' } } },
  publish: {
    repository: { environments: { pypi: {} }, publish: { environment: 'pypi' } },
  },
  deploy: {
    repository: {
      environments: { staging: {}, production: {} },
      smoke: { ...smoke, environments: { production: { baseUrl: 'https://orders.example.com' } } },
      deploy: {
        environments: [
          { name: 'staging' },
          { name: 'production', canary: { url: 'https://canary.orders.example.com' } },
        ],
        commands: {
          deploy: ['deploy/release "$ENVIRONMENT" "$ARTIFACT"'],
          canary: ['deploy/canary "$ARTIFACT"'],
          promote: ['deploy/promote'],
          rollback: ['deploy/roll-back "$ENVIRONMENT"'],
        },
        running: { path: '/health' },
        oidc: { awsRegion: 'eu-central-1' },
        env: { CLUSTER: "it's 1" },
        secrets: { REGISTRY_PASSWORD: 'REGISTRY' },
      },
    },
    stack: slack,
  },
  'deploy-image': {
    repository: {
      environments: { 'eu west': {} },
      smoke: { ...wholeSmoke, environment: 'eu west', canary: undefined },
      python: { directory: 'services/api' },
      deploy: {
        start: 'manual',
        artifact: {
          kind: 'oci-layout',
          build: ['docker buildx build --output "type=oci,tar=false,dest=$LAYOUT" .'],
        },
        environments: [{ name: 'eu west', rehearseRollback: true }],
        commands: { deploy: ['make deploy', 'make wait'], rollback: ['make roll-back'] },
        running: { path: '/about', field: 'build.digest', is: 'digest' },
        oidc: { audience: 'api://AzureADTokenExchange' },
      },
    },
  },
  'own-jobs-and-steps': {
    repository: {
      steps: {
        lint: {
          after: [
            { name: 'Check spelling', run: ['codespell "$WORDS"', 'true'], env: { WORDS: "it's" } },
          ],
        },
        test: { before: [{ name: 'Migrate', run: ['python -m orders.migrate'] }] },
      },
      jobs: {
        docs: {
          title: 'Documentation',
          steps: [{ name: 'Build', run: ['mkdocs build --strict'] }],
        },
      },
    },
  },
  'several-runners': {
    repository: {
      python: { versions: ['3.14', '3.14t', '3.15'] },
      checks: { runners: ['macos-15', 'windows-2025'] },
      surroundings: { systemPackages: ['libpq-dev'] },
    },
  },
  'several-pythons': { repository: { python: { versions: ['3.11', '3.10', '3.12'] } } },
  'python-3-10': { repository: { python: { versions: ['3.10'] } } },
  'several-sources': {
    repository: {
      python: { sources: ['src', 'tools/lint_rules'], tests: ['qa/tests', 'qa/checks'] },
    },
  },
  'in-a-directory': {
    repository: {
      python: { directory: 'services/api' },
      build: { dockerfile: 'Dockerfile' },
      mcp: { command: ['api'] },
    },
  },
  'several-projects': {
    repository: {
      python: { directory: 'services/api', versions: ['3.12', '3.11'] },
      build: { attest: true },
      projects: {
        worker: {
          python: { directory: 'worker', manager: 'pip', versions: ['3.11', '3.13'] },
          surroundings: { env: { LEVEL: 'high' }, systemPackages: ['libpq-dev'] },
        },
        'web-site': { python: { directory: 'web/site' }, gates: { security: 'enforce' } },
      },
    },
  },
  scans: {
    repository: {
      python: { directory: 'services/api' },
      build: { dockerfile: 'Dockerfile' },
      projects: { worker: { python: { directory: 'worker', manager: 'pip' } } },
      scans: { codeScanning: 'upload', files: 'enforce' },
      dependencyReview: { mode: 'enforce', allowLicenses: ['MIT', 'Apache-2.0'] },
    },
  },
  'scans-offline': {
    repository: {
      scans: {
        codeScanning: 'artifact',
        files: 'warn',
        trivy: {
          image: `registry.example.com/trivy@sha256:${'a'.repeat(64)}`,
          database: `registry.example.com:5000/trivy-db@sha256:${'b'.repeat(64)}`,
          checks: `registry.example.com:5000/trivy-checks@sha256:${'c'.repeat(64)}`,
          offlineCache: '/var/lib/trivy',
        },
      },
      dependencyReview: { mode: 'warn', denyLicenses: ['AGPL-3.0-only', 'LicenseRef-acme'] },
    },
  },
  'sources-in-root': { repository: { python: { sources: ['.'], tests: ['.'] } } },
  'only-new': { repository: { gates: everyGate('new') } },
  'security-blocks': { repository: { gates: { security: 'enforce' } } },
  'types-block': { repository: { gates: { types: 'enforce' } } },
  'lint-warns': { repository: { gates: { lint: 'warn' } } },
  'other-runner': { repository: { runner: 'ubuntu-22.04' } },
  'arm-runner': { repository: { runner: 'ubuntu-24.04-arm' } },
  'odd-branches': {
    repository: {
      defaultBranch: 'release/1.x',
      branches: ['on', '1e3', 'feature-123'],
      readiness: { dataBranch: 'data/readiness' },
    },
  },
  'no-further-branches': { repository: { branches: [] } },
  'no-caches': { repository: { caches: { uv: false, manager: false } } },
  'uv-cache-only': { repository: { caches: { manager: false } } },
  'smoke-without-slack': { repository: staging },
  'smoke-with-slack': { repository: staging, stack: slack },
  'smoke-whole': { repository: { ...staging, smoke: wholeSmoke }, stack: slack },
  'smoke-whole-requirements': {
    repository: { ...staging, smoke: wholeSmoke, python: { manager: 'pip' } },
  },
  'smoke-several': {
    repository: {
      environments: { staging: {}, production: {}, 'eu west': {} },
      smoke: severalSmoke,
    },
    stack: slack,
  },
  'slack-without-smoke': { stack: slack },
  'odd-schedules': {
    repository: { ...staging, schedules: { readiness: '59 23 31 12 *', smoke: '5/15 * * * 1-5' } },
  },
  'sbom-off': { repository: { build: { sbom: false } } },
  attest: { repository: { build: { attest: true } } },
  image: { repository: { build: { dockerfile: 'docker/service/Dockerfile' } } },
  'no-dependabot': { repository: { dependabot: { enabled: false } } },
  'dependabot-daily': { repository: { dependabot: { interval: 'daily', openPullRequests: 0 } } },
  'dependabot-private': {
    repository: {
      dependabot: {
        cooldownExclude: ['acme-*'],
        groups: { tests: { patterns: ['pytest*'], dependencyType: 'development' } },
        registries: {
          internal: {
            url: 'https://pypi.acme.example/simple',
            username: 'ci',
            passwordSecret: 'INDEX_PASSWORD',
          },
          mirror: {
            url: 'https://mirror.acme.example/simple',
            tokenSecret: 'MIRROR',
            replacesBase: true,
          },
        },
      },
    },
  },
  locked: { repository: { ...staging, lockActions: true, build: { dockerfile: 'Dockerfile' } } },
  'own-weights': {
    repository: {
      readiness: {
        weights: { ci: 25, coverage: 25, security: 25, quality: 25 },
        window: 100,
        overrideLabel: "let's ship: it",
      },
    },
  },
  'no-retries': {
    repository: {
      retries: {
        network: { attempts: 1, delaySeconds: 0 },
        tests: { reruns: 0, delaySeconds: 0 },
        smoke: { attempts: 1, delaySeconds: 0 },
      },
    },
  },
};

/** Settings of many repositories by a name of what is special: the project's own stacks, and a row of variants. */
export function allSettings(): ReadonlyMap<string, PipelineSettings> {
  const all = new Map<string, PipelineSettings>();
  for (const stack of ['dev', 'prod', 'local'] as const) {
    for (const settings of settingsOfStackFile(stack)) {
      all.set(`${stack}-${settings.repository}`, settings);
    }
  }
  for (const name of Object.keys(variants)) all.set(name, variantSettings(name));
  all.set('odd-names', oddNames());
  return all;
}

/** Settings of one variant. @throws when there is none of that name. */
export function variantSettings(name: string): PipelineSettings {
  const variant = variants[name];
  if (variant === undefined) throw new Error(`there is no variant ${name}`);
  const [settings] = settingsOfStack(`${name}.yaml`, {
    github: { owner: 'acme' },
    delivery: { mode: 'pullRequest' },
    ...variant.stack,
    repositories: [{ name: 'orders-service', ...variant.repository }],
  });
  if (settings === undefined) throw new Error(`${name} has no repository`);
  return settings;
}

/** Paths and branches that the configuration refuses and other callers of the library may still hand in. */
function oddNames(): PipelineSettings {
  const settings = variantSettings('requirements-layout');
  return {
    ...settings,
    branches: ['dev+next', '!important'],
    python: {
      ...settings.python,
      sources: ['my src', '-odd', "it's", '$HOME'],
      tests: ['-tests'],
      requirements: ['my requirements.txt'],
    },
    build: { ...settings.build, dockerfile: '-docker/my service/Dockerfile' },
  };
}
