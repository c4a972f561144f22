import * as z from 'zod/mini';
import { guardVerdict, type GuardFacts, type GuardVerdict } from '../../../core/guard/verdict';
import { type Facts, type RunFact } from '../../../core/readiness/facts';
import { judge } from '../../../core/readiness/judge';
import { measure } from '../../../core/readiness/measure';
import { isQualityJob, latestAttempts } from '../../../core/readiness/pass-rate';
import { presentTitle, verdictJobs } from '../../../core/readiness/policy';
import { branchHistory } from '../../adapters/branch-history';
import {
  confirmedPullRequest,
  type ConfirmedPullRequest,
} from '../../adapters/confirmed-pull-request';
import { confirmedEntry } from '../../adapters/confirmed-entry';
import { readDocumentation } from '../../adapters/documentation';
import { guardReport, type GateDetection } from '../../adapters/guard-report';
import type { GitHubClient } from '../../adapters/github-client';
import { overrideRequest } from '../../adapters/github-override';
import { jobsOf } from '../../adapters/github-runs';
import { approvingOwners, doubtOf, newestRun, type CiRun } from '../../adapters/guard-facts';
import { dayOf } from '../../../core/waivers/expiry';
import { runReports } from '../../dashboard/collect';
import { osvUrlOf } from '../../osv-address';
import { withSeverities } from '../../severities';
import { exceptionsHere } from '../../waivers/exceptions';
import { letPass } from '../../waivers/shown';
import { waivedIn } from '../../waivers/waived';
import type { Context, Ending } from '../context';
import { gitHubEnvironment, readTextFile, type GitHubEnvironment } from '../environment';
import { policyOf, type GuardInputs } from '../inputs';

/** One guarded pull request at one commit, and by what it is looked at. */
interface Case {
  readonly client: GitHubClient;
  readonly app: GitHubClient;
  readonly environment: GitHubEnvironment;
  readonly inputs: GuardInputs;
  readonly now: Date;
  readonly detection: GateDetection;
  readonly commands: Context['commands'];
  readonly osvUrl: string;
}

/**
 * Gives the check that only the App can give. Whatever the pull request and its run say of themselves is data here: jobs,
 * reviews and files come from GitHub's API, reports are measured again, and the rules are those of the default branch.
 * What cannot be found out is an error, and then no check is given: the pull request stays unmergeable.
 */
export async function guard(inputs: GuardInputs, context: Context): Promise<Ending> {
  const environment = await gitHubEnvironment(context.variables, readTextFile);
  const { apiUrl } = environment;
  for (const token of [inputs['github-token'], inputs['app-token']]) context.commands.mask(token);
  const seen: Case = {
    client: await context.gitHub({ apiUrl, token: inputs['github-token'] }),
    app: await context.gitHub({ apiUrl, token: inputs['app-token'] }),
    environment,
    inputs,
    now: context.now(),
    detection: await context.gateDetection(),
    commands: context.commands,
    osvUrl: osvUrlOf(context.variables),
  };
  const run = { id: inputs['run-id'], headSha: inputs['head-sha'] };
  const entry = await confirmedEntry(seen.client, environment, run);
  const ci = await newestRun(seen.client, environment, {
    ...{ workflow: inputs.workflow, headSha: inputs['head-sha'] },
    event: entry === undefined ? 'pull_request' : 'merge_group',
  });
  // After the run, so that every pull request that a run may be of is in the list.
  const pull = entry ?? (await confirmedPullRequest(seen.client, environment, run, guardedEvents));
  const none = reasonForNone(pull, ci, inputs.branch);
  if (none !== undefined || typeof pull === 'string' || ci === undefined) {
    context.commands.warning(`no verdict: ${none ?? ''}`);
    return 'done';
  }
  const verdict = guardVerdict(await factsOf(seen, pull, ci));
  await giveCheck(seen, verdict);
  await context.commands.setOutput('passed', String(verdict.passed));
  await context.commands.appendSummary([`## ${verdict.title}`, '', ...verdict.summary].join('\n'));
  context.commands.info(`${inputs.check}: ${verdict.title}`);
  return 'done';
}

/** Why no check is given, which leaves the pull request unmergeable; undefined where one is. */
function reasonForNone(
  pull: ConfirmedPullRequest | string,
  ci: CiRun | undefined,
  branch: string,
): string | undefined {
  if (typeof pull === 'string') return pull;
  // A check belongs to a commit, not to a pull request: one for another base would count here too.
  if (pull.base !== branch) return `the pull request is into ${pull.base}, not ${branch}`;
  return ci?.isCompleted === true ? undefined : 'CI has not completed for this commit';
}

const guardedEvents = ['pull_request', 'pull_request_review'];

async function factsOf(seen: Case, pull: ConfirmedPullRequest, ci: CiRun): Promise<GuardFacts> {
  const { client, app, environment, inputs } = seen;
  const { owner, repository } = environment;
  // Of an entry of the queue the pull request is looked at: what it touches, and who approved that.
  const place = { owner, repository, headSha: pull.head };
  const found = await jobsOf(client, environment, ci);
  const jobs = requiredOutcomes(latestAttempts(found?.jobs ?? []), inputs);
  const gate = await guardReport(client, seen.detection, { ...place, number: pull.number });
  return {
    jobs,
    gate,
    score: await scoreOf(seen, pull, ci, jobs),
    approvedBy: await approvingOwners(client, app, place, pull, inputs.owners),
    // Last, so that a base that was changed while the files were listed is seen.
    doubt: await doubtOf(client, environment, pull, ci),
  };
}

/** The aggregate and the quality jobs: of each title the worst outcome, and `absent` where the run has no such job. */
function requiredOutcomes(jobs: RunFact['jobs'], inputs: GuardInputs): Record<string, string> {
  const wanted = [verdictJobs.ciSuccess, ...Object.values(inputs['quality-jobs'])];
  return Object.fromEntries(
    wanted.map((job) => {
      const own = jobs.filter(({ name }) => isQualityJob(name, job));
      const worst = own.find(({ conclusion }) => conclusion !== 'success') ?? own[0];
      return [presentTitle(job), worst === undefined ? 'absent' : (worst.conclusion ?? 'unknown')];
    }),
  );
}

async function scoreOf(
  { client, environment, inputs, now, commands, osvUrl }: Case,
  pull: ConfirmedPullRequest,
  ci: CiRun,
  jobs: GuardFacts['jobs'],
): Promise<GuardFacts['score']> {
  const policy = policyOf(inputs);
  const { owner, repository, workspace } = environment;
  const judged = { owner, repository, workflow: inputs.workflow, branch: inputs.branch };
  const history = await branchHistory(client, judged, policy);
  const outcomes = Object.entries(jobs).filter(([title]) => title !== verdictJobs.ciSuccess);
  const directory = inputs['project-directory'];
  const {
    files,
    reports: read,
    root,
  } = await runReports(client, { owner, repository, directory }, ci.id);
  const tell = (message: string): void => {
    commands.info(message);
  };
  const reports = await withSeverities(read, { url: osvUrl, tell });
  // This job has the default branch checked out.
  const { waivers } = await letPass(await exceptionsHere(), inputs, now, commands);
  const facts: Facts = {
    now: now.toISOString(),
    repository: `${owner}/${repository}`,
    branch: inputs.branch,
    commit: inputs['head-sha'],
    runs: history?.reading ?? { state: 'known', value: [] },
    fresh: Object.fromEntries(
      outcomes.map(([title, outcome]) => [title, outcome === 'success' ? 'success' : 'failure']),
    ),
    reports: {
      ...reports,
      documentation: await readDocumentation(workspace, inputs.sources),
    },
    waived: await waivedIn({ files, reports, root, directory }, waivers, dayOf(now.toISOString())),
  };
  const { score, verdict } = judge(
    measure(facts, policy),
    { ...policy, threshold: inputs.threshold },
    {
      fresh: facts.fresh,
      override: await overrideRequest(
        client,
        {
          ...{ owner, repository, number: pull.number },
          ...{ workflow: inputs.workflow, headSha: pull.head },
        },
        inputs['override-label'],
      ),
    },
  );
  return { ...verdict, value: score.value };
}

const createdSchema = z.object({ id: z.number() });

/** https://docs.github.com/en/rest/checks/runs#create-a-check-run */
async function giveCheck(
  { app, environment, inputs }: Case,
  { passed, title, summary }: GuardVerdict,
): Promise<void> {
  await app.request(createdSchema, 'POST /repos/{owner}/{repo}/check-runs', {
    owner: environment.owner,
    repo: environment.repository,
    name: inputs.check,
    head_sha: inputs['head-sha'],
    status: 'completed',
    conclusion: passed ? 'success' : 'failure',
    output: { title: title.slice(0, 200), summary: summary.join('\n').slice(0, 60_000) },
  });
}
