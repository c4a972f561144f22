import { readFileSync } from 'node:fs';
// First, since it prepares Octokit for the test runner.
import { openTestWorld, type TestWorld } from '../../sandbox/test-world';
import { examine } from '../../../cli/doctor/examine';
import { type Diagnosis, hasMissing } from '../../../cli/doctor/finding';
import { type WantedResource } from '../../../cli/doctor/needs';
import { type Token } from '../../../sandbox/github/tokens';

let world: TestWorld;
let names = 0;

beforeAll(async () => {
  world = await openTestWorld();
  // A repository of its own, so that the owner's plan can change for the others.
  await world.make('first');
});
afterAll(async () => {
  expect(world.github.violations).toEqual([]);
  await world.dispose();
});
afterEach(() => {
  world.github.world.account(world.owner).plan = 'enterprise';
});

const kinds = (name: string): string =>
  `github:index/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;

/** What a stack has for one repository, as the host hands it over. */
function stackOf(
  repository: string,
  more: readonly (readonly [string, Record<string, unknown>])[] = [],
  delivery: Record<string, unknown> = {},
  provider: Record<string, unknown> = {},
): WantedResource[] {
  const github = { owner: world.owner, baseUrl: `${world.githubUrl}/`, ...provider };
  const files = { '.github/workflows/ci.yml': 'on: push\n' };
  const commit = { repository, branch: 'main', files, ...delivery };
  return [
    { type: 'gatehouse:index:WorkflowCommit', inputs: commit, provider: github },
    ...more.map(([type, inputs]) => ({
      type: kinds(type),
      inputs: { repository, ...inputs },
      provider: github,
    })),
  ];
}

const protection = ['RepositoryRuleset', { bypassActors: [{ actorId: 1 }], rules: {} }] as const;
const secret = ['ActionsSecret', { secretName: 'X', value: 'v' }] as const;
const settings = [protection, secret, ['IssueLabel', { name: 'x' }]] as const;

async function repository(files?: Readonly<Record<string, string>>): Promise<string> {
  names += 1;
  const name = `repository-${names}`;
  await world.make(name, files);
  return name;
}

function token(more: Partial<Token> & Pick<Token, 'kind'>): string {
  names += 1;
  const one = { token: `token-${names}`, login: 'robot', role: 'admin', ...more } as const;
  world.github.world.account(one.login);
  world.github.world.tokens.set(one.token, one);
  return one.token;
}

const everything = token.bind(undefined, { kind: 'classic', scopes: ['repo', 'workflow'] });

/** Findings that are not in order, as `status subject: message`. */
const notes = ({ findings }: Diagnosis): readonly string[] =>
  findings
    .filter(({ status }) => status !== 'ok')
    .map(({ status, subject, message }) => `${status} ${subject}: ${message}`);

const look = (
  resources: readonly WantedResource[],
  environment: Readonly<Record<string, string>> = { GITHUB_TOKEN: everything() },
): Promise<Diagnosis> => examine(resources, environment);

describe('a credential', () => {
  test('that has all rights leaves nothing to note, and nothing is changed', async () => {
    const name = await repository();
    const before = world.requests.length;
    const diagnosis = await look(stackOf(name, settings));
    expect(notes(diagnosis)).toEqual([]);
    expect(diagnosis.findings.map(({ subject }) => subject)).toEqual([
      'GitHub acme',
      'GitHub acme',
      `acme/${name}`,
    ]);
    const sent = world.requests.slice(before);
    expect(new Set(sent.map(({ method }) => method))).toEqual(new Set(['GET']));
    expect(sent).toHaveLength(diagnosis.requests);
  });

  test('that is absent or wrong is reported before any repository is looked at', async () => {
    const wanted = stackOf('first');
    expect(notes(await look(wanted, {}))).toEqual([
      'missing GitHub acme: no credential in the stack or the environment',
    ]);
    const wrong = await look(wanted, { GITHUB_TOKEN: 'wrong' });
    expect(wrong.requests).toBe(1);
    expect(notes(wrong)).toEqual([
      expect.stringMatching(/^missing GitHub acme: .*wrong, expired or revoked$/),
    ]);
  });

  test('with scopes lacks those that are not ticked', async () => {
    const limited = { GITHUB_TOKEN: token({ kind: 'classic', scopes: ['repo'] }) };
    expect(notes(await look(stackOf(await repository()), limited))).toEqual([
      'missing GitHub acme: the token lacks the scope workflow',
    ]);
  });

  test("of a user has the rights of the user's role, whatever its scopes", async () => {
    const scopes = ['repo', 'workflow'];
    const writer = { GITHUB_TOKEN: token({ kind: 'classic', scopes, role: 'write' }) };
    const name = await repository();
    expect(notes(await look(stackOf(name), writer))).toEqual([]);
    expect(notes(await look(stackOf(name, settings), writer))).toEqual([
      `missing acme/${name}: the user robot has the role write here and needs the role admin`,
    ]);
  });

  test('that is fine-grained is asked what it may read, and the rest is said to be unknown', async () => {
    const name = await repository();
    const permissions = { contents: 'write', administration: 'read' } as const;
    const fine = { GITHUB_TOKEN: token({ kind: 'fine-grained', permissions }) };
    expect(notes(await look(stackOf(name, settings), fine))).toEqual([
      'missing GitHub acme: lacks even read access: Issues: read and write (issues=read); Secrets: read and write (secrets=read)',
      'unknown GitHub acme: GitHub does not show whether this token has write access: Administration: read and write; Contents: read and write; Workflows: read and write',
    ]);
  });

  test.each(['administration', 'contents', 'pull_requests', 'secrets'] as const)(
    'that is fine-grained and lacks %s alone has that one named, by the permission that GitHub asks for',
    async (lacking) => {
      const name = await repository();
      const all = { administration: 'write', contents: 'write', issues: 'write' } as const;
      const more = { pull_requests: 'write', secrets: 'write', workflows: 'write' } as const;
      const { [lacking]: _taken, ...permissions } = { ...all, ...more };
      const environment = { GITHUB_TOKEN: token({ kind: 'fine-grained', permissions }) };
      const wanted = stackOf(name, settings, { delivery: 'pullRequest' });
      const missing = notes(await look(wanted, environment)).filter((note) =>
        note.startsWith('missing GitHub acme: '),
      );
      const words = lacking.charAt(0).toUpperCase() + lacking.slice(1).replace('_', ' ');
      expect(missing).toEqual([
        `missing GitHub acme: lacks even read access: ${words}: read and write (${lacking}=read)`,
      ]);
    },
  );

  test('that is fine-grained is judged by an empty repository too', async () => {
    await world.github.world.createRepository('acme', 'without-commits');
    const permissions = { contents: 'write', workflows: 'write' } as const;
    const fine = { GITHUB_TOKEN: token({ kind: 'fine-grained', permissions }) };
    expect(notes(await look(stackOf('without-commits'), fine))).toEqual([
      'unknown GitHub acme: GitHub does not show whether this token has write access: Contents: read and write; Workflows: read and write',
      'missing acme/without-commits: has no branch main; its default branch is main',
    ]);
  });

  test("of a workflow run can never deliver workflows, and its pull requests need a repository's leave", async () => {
    const name = await repository();
    const delivery = { delivery: 'pullRequest' };
    const able = token({
      kind: 'actions',
      login: 'github-actions[bot]',
      permissions: { administration: 'read', contents: 'write', pull_requests: 'write' },
    });
    expect(notes(await look(stackOf(name, [], delivery), { GITHUB_TOKEN: able }))).toEqual([
      expect.stringContaining('cannot write to .github/workflows'),
      `missing acme/${name}: workflows may not create pull requests here, and this credential is that of a workflow`,
    ]);
  });
});

describe('an App by its key', () => {
  const auth = (): Record<string, unknown> => ({
    appAuth: JSON.stringify({
      id: String(world.appId),
      installationId: String(world.installationId),
      pemFile: readFileSync(world.appPrivateKeyFile, 'utf8'),
    }),
  });
  const appIs = (more: object): void => {
    const app = world.github.world.apps.get(world.appId);
    if (app === undefined) throw new Error('the sandbox has no App');
    world.github.world.apps.set(world.appId, { ...app, ...more });
  };
  const all = {
    administration: 'write',
    contents: 'write',
    issues: 'write',
    metadata: 'read',
    secrets: 'write',
    workflows: 'write',
  };
  afterEach(() => {
    appIs({ repositories: undefined, suspendedAt: undefined, permissions: all });
  });

  test('tells every permission that it lacks, and where to grant it', async () => {
    appIs({ permissions: { ...all, secrets: 'read', workflows: undefined } });
    const { findings } = await look(stackOf(await repository(), settings, {}, auth()), {});
    const [missing] = findings.filter(({ status }) => status === 'missing');
    expect(missing).toMatchObject({
      subject: 'GitHub acme',
      message:
        'the App lacks repository permissions: Secrets: read and write; Workflows: read and write',
    });
    expect(missing?.remedy).toContain('/organizations/acme/settings/installations/');
  });

  test('that is suspended, or not installed on a public repository, is reported', async () => {
    const name = await repository();
    appIs({ repositories: ['acme/other'] });
    expect(notes(await look(stackOf(name, settings, {}, auth()), {}))).toContainEqual(
      `missing acme/${name}: not found, or the credential lacks access (GitHub does not distinguish the two)`,
    );
    appIs({ repositories: undefined, suspendedAt: '2026-01-01T00:00:00Z' });
    expect(notes(await look(stackOf(name, settings, {}, auth()), {}))).toEqual([
      'missing GitHub acme: the installation is suspended',
    ]);
  });
});

const reviews = {
  dismiss_stale_reviews_on_push: false,
  require_code_owner_review: false,
  require_last_push_approval: false,
  required_approving_review_count: 1,
  required_review_thread_resolution: false,
};

describe('a repository', () => {
  test('that is not there is distinguished from one that cannot be seen', async () => {
    const sees = { GITHUB_TOKEN: everything() };
    expect(notes(await look(stackOf('no-such'), sees))).toEqual([
      'missing acme/no-such: does not exist: this credential could see it',
    ]);
    const name = await repository();
    const kind = 'fine-grained';
    const some = { GITHUB_TOKEN: token({ kind, permissions: {}, repositories: ['acme/other'] }) };
    expect(notes(await look(stackOf(name), some))).toContainEqual(
      `missing acme/${name}: not found, or the credential lacks access (GitHub does not distinguish the two)`,
    );
  });

  test('that is archived, or has no such branch, or another default branch', async () => {
    const [archived, other] = [await repository(), await repository()];
    const { world: state } = world.github;
    state.required('acme', archived).settings = { archived: true };
    await world.push(other, 'trunk', { a: '1' }, 'Trunk');
    const found = await look([...stackOf(archived), ...stackOf(other, [], { branch: 'develop' })]);
    expect(notes(found)).toEqual([
      `missing acme/${archived}: is archived, and so read-only`,
      `missing acme/${other}: has no branch develop; its default branch is main`,
    ]);
    expect(notes(await look(stackOf(other, [], { branch: 'trunk' })))).toEqual([
      `warning acme/${other}: files are delivered to trunk, but schedules run from the default branch, main`,
    ]);
  });

  test('whose rules refuse our commit, unless the one who acts may bypass them', async () => {
    const name = await repository();
    const repo = world.github.world.required('acme', name);
    const ruleset = (bypass: number | undefined): void => {
      repo.rulesets.splice(0, 1, {
        id: 7,
        name: 'strict',
        target: 'branch',
        enforcement: 'active',
        bypass_actors:
          bypass === undefined
            ? []
            : [{ actor_id: bypass, actor_type: 'Integration', bypass_mode: 'always' }],
        conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
        rules: [{ type: 'pull_request', parameters: reviews }],
        createdAt: '2026-01-01T00:00:00Z',
        updatedAt: '2026-01-01T00:00:00Z',
      });
    };
    ruleset(undefined);
    expect(notes(await look(stackOf(name)))).toEqual([
      `missing acme/${name}: commits to main are rejected by the rule pull_request (ruleset 7 of acme/${name})`,
    ]);
    expect(notes(await look(stackOf(name, [], { delivery: 'pullRequest' })))).toEqual([]);
    ruleset(world.appId);
    expect(notes(await look(stackOf(name), { GITHUB_TOKEN: world.token }))).toEqual([
      expect.stringMatching(/^unknown GitHub acme: /),
    ]);
  });

  test("whose stack's own protection will refuse the next commit is warned of", async () => {
    const strict = ['RepositoryRuleset', { bypassActors: [], rules: { pullRequest: {} } }] as const;
    const name = await repository();
    const [first] = notes(await look(stackOf(name, [strict])));
    expect(first).toContain("the stack's own protection of main rejects all direct commits");
    expect(notes(await look(stackOf(name, [strict], { delivery: 'pullRequest' })))).toEqual([]);
  });

  test('that is private needs a plan for rules and environments', async () => {
    const name = await repository();
    world.github.world.required('acme', name).settings = { private: true };
    const environment = ['RepositoryEnvironment', { environment: 'production', waitTimer: 5 }];
    const wanted = stackOf(name, [protection, environment as unknown as typeof protection]);
    expect(notes(await look(wanted))).toEqual([]);
    world.github.world.account('acme').plan = 'team';
    expect(notes(await look(wanted))).toEqual([
      `missing acme/${name}: reviewers and wait times of environments (production) in private repositories need GitHub Enterprise; the plan is team`,
    ]);
    world.github.world.account('acme').plan = 'free';
    expect(notes(await look(wanted)).map((note) => note.split(' in private')[0])).toEqual([
      `missing acme/${name}: rules for branches (ruleset)`,
      `missing acme/${name}: environments (production)`,
    ]);
  });

  test('is looked at with few requests, and several beside each other', async () => {
    const fleet = await Promise.all(Array.from({ length: 4 }, () => repository()));
    const wanted = fleet.flatMap((name) => stackOf(name, settings));
    const whole = await look(wanted);
    expect(notes(whole)).toEqual([]);
    expect(whole.requests).toBeLessThanOrEqual(3 + 4 * fleet.length);
  });
});

describe('variables of the environment', () => {
  const noted = async (
    provider: Record<string, unknown>,
    environment: Readonly<Record<string, string>>,
  ): Promise<readonly string[]> => {
    const name = await repository();
    const found = await look(stackOf(name, [secret], {}, provider), {
      GITHUB_TOKEN: everything(),
      ...environment,
    });
    return notes(found).filter((note) => note.includes('GITHUB_'));
  };

  test('that would send part of the stack elsewhere are reported as an error, by name', async () => {
    expect(await noted({}, { GITHUB_OWNER: 'other' })).toEqual([
      'missing GITHUB_OWNER: other: would send rulesets, secrets, variables and labels to other and not to acme',
    ]);
  });

  test('that are ignored are reported as warnings', async () => {
    const pinned = { organization: 'acme' };
    expect(await noted(pinned, { GITHUB_ORGANIZATION: 'other' })).toEqual([
      "warning GITHUB_ORGANIZATION: other: is ignored: the stack's owner is acme",
    ]);
  });

  test('that say what the stack says are not', async () => {
    expect(await noted({}, { GITHUB_OWNER: 'acme', GITHUB_BASE_URL: world.githubUrl })).toEqual([]);
  });
});

describe('Slack', () => {
  const channel: WantedResource = {
    type: 'slack:index/conversation:Conversation',
    inputs: { name: 'ci', isPrivate: true },
    provider: undefined,
  };
  const at = (token: string): Record<string, string> => ({
    SLACK_API_URL: `${world.slackUrl}/api`,
    SLACK_TOKEN: token,
  });

  test('tells its scopes, and refuses a wrong token', async () => {
    const { findings } = await look([channel], at(world.slackToken));
    expect(findings.map(({ status }) => status)).toEqual(['ok', 'ok']);
    expect(notes(await look([channel], at('xoxb-wrong')))).toEqual([
      'missing Slack: Slack refuses the token: invalid_auth',
    ]);
    expect(hasMissing(await look([channel], {}))).toBe(true);
  });
});
