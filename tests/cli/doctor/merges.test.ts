// First, since it prepares Octokit for the test runner.
import { ruledRepositories } from '../../support/ruled-repositories';
import { examine } from '../../../cli/doctor/examine';
import { type Diagnosis, hasMissing } from '../../../cli/doctor/finding';
import { type WantedResource } from '../../../cli/doctor/needs';
import { jsonReport, textReport } from '../../../cli/doctor/report';
import { type Rule } from '../../../sandbox/github/state';

const here = ruledRepositories('merges');
/** Id of the ruleset that was added last. */
let rulesets = 0;

const ci = 'on: { push: { branches: [main] }, pull_request: {}, merge_group: {} }\n';
const ours = `${ci}jobs: { ci-success: { name: CI Success, runs-on: ubuntu-24.04 } }\n`;
const theirs = 'on: pull_request\njobs: { spell: { name: Spelling, runs-on: ubuntu-24.04 } }\n';

/** A repository with workflows and rules of its owner's. */
async function repository(
  rules: readonly Rule[],
  files: Readonly<Record<string, string>> = { 'README.md': 'Hello\n' },
): Promise<string> {
  const name = await here.make(files);
  addRuleset(name, 'theirs', rules);
  return name;
}

function addRuleset(name: string, called: string, rules: readonly Rule[]): void {
  rulesets = here.addRuleset(name, called, rules);
}

const requires = (...contexts: readonly string[]): Rule => ({
  type: 'required_status_checks',
  parameters: {
    required_status_checks: contexts.map((context) => ({ context })),
    strict_required_status_checks_policy: false,
  },
});

/** A stack that delivers ci.yml by pull request and requires its check, as the host hands it over in a preview. */
function look(
  repository: string,
  acceptBlocked: readonly string[] = [],
  more: object = {},
): Promise<Diagnosis> {
  const provider = { owner: here.world.owner, baseUrl: `${here.world.githubUrl}/` };
  // With the list of what the plugin filled in, as a plan has it.
  const rules = { deletion: true, requiredLinearHistory: false, __defaults: ['creation'] };
  const conditions = { refName: { includes: ['refs/heads/main'], excludes: [] } };
  const resources: WantedResource[] = [
    {
      type: 'gatehouse:index:WorkflowCommit',
      provider,
      inputs: {
        repository,
        branch: 'main',
        files: { '.github/workflows/ci.yml': ours },
        checks: ['CI Success'],
        message: 'ci: update the pipeline',
        delivery: 'pullRequest',
        acceptBlocked,
        ...more,
      },
    },
    {
      type: 'github:index/repositoryRuleset:RepositoryRuleset',
      provider,
      inputs: {
        repository,
        name: 'gatehouse',
        target: 'branch',
        enforcement: 'active',
        conditions,
        rules,
      },
    },
  ];
  return examine(resources, { GITHUB_TOKEN: here.world.token });
}

/** Statuses and messages about merges. */
const notes = ({ findings }: Diagnosis): readonly string[] =>
  findings
    .filter(({ check }) => check === 'merges')
    .map(({ status, message }) => `${status}: ${message}`);

const verdicts = ({ merges }: Diagnosis): Readonly<Record<string, string>> =>
  Object.fromEntries(
    merges.flatMap(({ proof }) =>
      proof.verdicts.map(({ change, verdict }) => [change, verdict] as const),
    ),
  );

const mergeable = {
  documentation: 'mergeable',
  fork: 'mergeable',
  dependabot: 'mergeable',
  own: 'mergeable',
};

test("a hand-made ruleset that requires a job of yesterday's matrix is reported before anything is delivered", async () => {
  const name = await repository([requires('build (3.11)')]);
  const diagnosis = await look(name);
  expect(notes(diagnosis)).toEqual([
    `missing: pull requests to main can never be merged (documentation only, from a fork, by Dependabot, by Gatehouse): required check "build (3.11)": no workflow reports it, and no recent commit has it (required_status_checks, ruleset ${rulesets} of acme/${name})`,
  ]);
  expect(hasMissing(diagnosis)).toBe(true);
  expect(textReport(diagnosis)).toContain(
    `Pull requests to main of acme/${name}:\n  documentation only  refused `,
  );
  expect(JSON.parse(jsonReport('dev', diagnosis))).toMatchObject({
    ready: false,
    merges: [{ subject: `acme/${name}`, branch: 'main' }],
  });
});

test('what a setting accepts is a warning, and only that', async () => {
  const name = await repository([requires('build (3.11)')]);
  const accepted = ['documentation', 'fork', 'dependabot', 'own'];
  const whole = await look(name, accepted);
  expect(whole.findings.find(({ check }) => check === 'merges')?.status).toBe('warning');
  expect(hasMissing(whole)).toBe(false);
  const part = await look(name, accepted.slice(1));
  expect(part.findings.find(({ check }) => check === 'merges')).toMatchObject({
    status: 'missing',
    remedy: expect.stringContaining('protection.acceptBlocked: [documentation]') as string,
  });
});

test('a check of a workflow that stays is reported by it, one of a workflow that is replaced is not', async () => {
  const old = 'on: pull_request\njobs: { build: { runs-on: ubuntu-24.04 } }\n';
  const files = { '.github/workflows/ci.yml': old, '.github/workflows/spell.yml': theirs };
  expect(verdicts(await look(await repository([requires('Spelling')], files)))).toEqual(mergeable);
  expect(notes(await look(await repository([requires('build')], files)))).toHaveLength(1);
});

test('a check of a file or of a job that the pipeline takes away is reported by nothing', async () => {
  const path = '.github/workflows/old.yml';
  const old = 'on: pull_request\njobs:\n  build: { steps: [] }\n  docs: { steps: [] }\n';
  const requiring = (context: string) => repository([requires(context)], { [path]: old });
  expect(notes(await look(await requiring('build')))).toEqual([]);
  const whole = await look(await requiring('build'), [], { replaces: [path] });
  expect(notes(whole)).toEqual([expect.stringContaining('required check "build"') as string]);
  const jobs = { replacesJobs: { [path]: ['build'] } };
  const part = await look(await requiring('build'), [], jobs);
  expect(notes(part)).toEqual([expect.stringContaining('required check "build"') as string]);
  expect(notes(await look(await requiring('docs'), [], jobs))).toEqual([]);
});

test('a check of another App, or a commit status, counts where a recent commit has it', async () => {
  const name = await repository([requires('codecov/patch')]);
  expect(notes(await look(name))).toHaveLength(1);
  const [owner, repo] = [here.world.owner, name];
  const sha = here.world.git(name, 'rev-parse', 'main');
  await here.world.octokit.request('POST /repos/{owner}/{repo}/statuses/{sha}', {
    owner,
    repo,
    sha,
    state: 'success',
    context: 'codecov/patch',
  });
  expect(verdicts(await look(name))).toEqual(mergeable);
});

test("the stack's own ruleset is judged as it will be, not as it is", async () => {
  const name = await repository([]);
  addRuleset(name, 'gatehouse', [requires('A name of yesterday')]);
  expect(verdicts(await look(name))).toEqual(mergeable);
});

test('rules that ask for nothing more than the stack does cost no further request', async () => {
  const name = await repository([{ type: 'deletion' }]);
  const before = here.world.requests.length;
  const { requests } = await look(name);
  const sent = here.world.requests.slice(before);
  expect(sent).toHaveLength(requests);
  const ofRepository = sent.filter(({ path }) => path.startsWith(`/repos/acme/${name}`));
  expect(ofRepository.map(({ path }) => path.split(name)[1]).sort()).toEqual([
    '',
    '/actions/permissions',
    '/actions/permissions?per_page=1',
    '/branches/main',
    '/branches?per_page=1',
    '/pulls?per_page=1',
    '/rules/branches/gatehouse%2Fpipeline?per_page=100',
    '/rules/branches/main?per_page=100',
    `/rulesets/${rulesets}`,
  ]);
});

test('classic protection counts too', async () => {
  const name = await repository([]);
  await here.world.octokit.request('PUT /repos/{owner}/{repo}/branches/{branch}/protection', {
    owner: here.world.owner,
    repo: name,
    branch: 'main',
    required_status_checks: { strict: false, contexts: ['travis'] },
    enforce_admins: true,
    required_pull_request_reviews: null,
    restrictions: null,
  });
  expect(notes(await look(name))).toEqual([
    expect.stringContaining('(required_status_checks, classic protection of main)'),
  ]);
});

test.each<readonly [string, Rule, string]>([
  [
    'a message',
    { type: 'commit_message_pattern', parameters: { operator: 'starts_with', pattern: 'JIRA-' } },
    'rejects commits to gatehouse/pipeline: it asks for a commit message',
  ],
  [
    'a name',
    { type: 'branch_name_pattern', parameters: { operator: 'starts_with', pattern: 'feature/' } },
    'rejects commits to gatehouse/pipeline: it asks for a name of the branch',
  ],
  [
    'a path',
    { type: 'file_path_restriction', parameters: { restricted_file_paths: ['.github/**/*'] } },
    'it changes .github/workflows/ci.yml',
  ],
])('a rule on %s of all branches is compared with what is delivered', async (_, rule, text) => {
  const name = await repository([]);
  const [ruleset] = here.world.github.world.required(here.world.owner, name).rulesets;
  if (ruleset === undefined) throw new Error('there is no ruleset');
  ruleset.conditions = { ref_name: { include: ['~ALL'], exclude: [] } };
  ruleset.rules = [rule];
  const { findings } = await look(name);
  expect(
    findings.filter(({ status }) => status === 'missing').map(({ message }) => message),
  ).toEqual(expect.arrayContaining([expect.stringContaining(text)]));
});

test('the highest level of the guard is proposed as a setting to copy', async () => {
  const diagnosis = await look(await repository([]));
  expect(diagnosis.levels).toMatchObject([
    { proposal: { level: 'guarded', message: expect.stringContaining('is reported') as string } },
  ]);
  expect(textReport(diagnosis)).toContain(
    "the level of the guard is reported; possible is guarded:\n    guard: { level: guarded, owners: ['@OWNER'], app:",
  );
});
