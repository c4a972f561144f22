import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { changeOf, type ChangeContext } from '../../../core/readiness/change/change';
import {
  known,
  missing,
  type Facts,
  type FreshResults,
  type Reading,
  type RunFact,
} from '../../../core/readiness/facts';
import { modeOn } from '../../../core/readiness/gate-modes';
import type { OverrideRequest } from '../../../core/readiness/gate';
import { judge } from '../../../core/readiness/judge';
import { judgedChange } from '../../../core/readiness/judged-change';
import { measure } from '../../../core/readiness/measure';
import { ownResults } from '../../../core/readiness/own-results';
import { presentTitle, type ScorePolicy } from '../../../core/readiness/policy';
import { readReports } from '../../../core/readiness/readings';
import { buildDocument } from '../../../core/readiness/report/build-document';
import { renderSummary } from '../../../core/readiness/report/summary';
import { renderText } from '../../../core/readiness/report/text';
import { branchHistory } from '../../adapters/branch-history';
import { recordedBase, type RecordedBase } from '../../adapters/data-branch-reader';
import { readDocumentation } from '../../adapters/documentation';
import type { GitHubClient } from '../../adapters/github-client';
import { GitHubError } from '../../adapters/github-error';
import { overrideRequest } from '../../adapters/github-override';
import { readReportFiles } from '../../adapters/report-files';
import { formatProblem } from '../../../core/kernel/problem';
import { dayOf } from '../../../core/waivers/expiry';
import { uncoveredChange } from '../../../core/waivers/uncovered-change';
import { fetchedExceptions, gatesLetPass, type ExceptionTexts } from '../../waivers/exceptions';
import { osvUrlOf } from '../../osv-address';
import { withSeverities } from '../../severities';
import { letPass } from '../../waivers/shown';
import { waivedIn } from '../../waivers/waived';
import type { Context, Ending } from '../context';
import { defaultBranchTexts } from './exceptions';
import { changeContext, coverageOf } from '../change-context';
import { optional } from '../optional';
import { recordTests } from '../test-record-file';
import {
  gitHubEnvironment,
  pullRequestNumber,
  readTextFile,
  type GitHubEnvironment,
} from '../environment';
import { policyOf, scopeOf, type GateInputs } from '../inputs';

/** Scores the change, writes readiness.json and the job summary, and fails below the threshold. */
export async function gate(inputs: GateInputs, context: Context): Promise<Ending> {
  const policy = policyOf(inputs);
  const environment = context.isLocal
    ? undefined
    : await gitHubEnvironment(context.variables, readTextFile);
  const workspace = environment?.workspace ?? '.';
  const documentation = await readDocumentation(workspace, inputs.sources);
  const files = await readReportFiles(inputs.reports);
  const root = resolve(workspace, inputs['project-directory']);
  const tell = (message: string): void => {
    context.commands.info(message);
  };
  const reports = await withSeverities(
    { ...readReports(files, root), documentation },
    { url: osvUrlOf(context.variables), tell },
  );
  const world = await gather(inputs, context, environment, policy);
  const now = context.now();
  const excused = await letPass(world.exceptions, inputs, now, context.commands);
  const facts: Facts = {
    now: now.toISOString(),
    repository:
      environment === undefined ? 'local/local' : `${environment.owner}/${environment.repository}`,
    branch: branchOf(inputs, environment),
    commit: environment?.event.pull_request?.head.sha ?? environment?.commit ?? '0'.repeat(40),
    runs: world.runs,
    fresh: freshResults(
      inputs,
      reports,
      await gatesLetPass(inputs.reports),
      dayOf(context.now().toISOString()),
    ),
    reports,
    waived: await waivedIn(
      { files, reports, root, directory: inputs['project-directory'] },
      excused.waivers,
      dayOf(now.toISOString()),
    ),
  };
  const rules = { ...policy, threshold: inputs.threshold };
  const { override, base, change } = world;
  const measured = measure(facts, policy);
  const judgement = judge(measured, rules, {
    fresh: facts.fresh,
    override,
    base: base?.value,
  });
  const { score, verdict } = judgement;
  const built = buildDocument(facts, policy, judgement, {
    change:
      change === undefined
        ? undefined
        : changeOf(reports, { ...change, coverage: coverageOf(change.lines, files, root) }),
    exceptions: excused.shown,
    scope: scopeOf(inputs),
  });
  const uncovered =
    verdict.override === undefined
      ? uncoveredChange(built.change, inputs, excused.waivers, dayOf(now.toISOString()))
      : undefined;
  const document =
    uncovered === undefined
      ? built
      : {
          ...built,
          reasons: [...built.reasons, { code: uncovered.code, text: formatProblem(uncovered) }],
        };

  if (environment !== undefined) {
    const read = { directory: inputs.reports, files, tests: reports.tests };
    const pullRequest = pullRequestNumber(environment.event);
    const judged =
      pullRequest === undefined ? undefined : judgedChange(pullRequest, facts, measured);
    await recordTests(read, environment, now, judged);
  }
  await writeFile(inputs.output, `${JSON.stringify(document, undefined, 2)}\n`);
  await context.commands.appendSummary(renderSummary(document));
  context.commands.info(renderText(document));
  // Tests are no line of the score: nothing else would say that their report is missing.
  if (reports.tests.state === 'missing') {
    context.commands.info(`Flaky tests are not looked for: ${reports.tests.reason}`);
  }
  await context.commands.setOutput('score', String(score.value));
  await context.commands.setOutput('band', score.band);
  await context.commands.setOutput('passed', String(verdict.passed && uncovered === undefined));
  await context.commands.setOutput('overridden', String(verdict.override !== undefined));
  if (verdict.override !== undefined) {
    context.commands.warning(
      `passed by an override of ${verdict.override.by}: ${verdict.override.reason}`,
    );
  }
  if (uncovered !== undefined) context.commands.error(uncovered);
  if (verdict.passed) return uncovered === undefined ? 'done' : 'failed';
  context.commands.error({
    code: 'score-below-threshold',
    message: 'the release readiness score is below the threshold',
    found: `${score.value} %`,
    allowed: `${inputs.threshold} % or more`,
    remedy: context.isLocal
      ? `see above what to fix first; the whole calculation: explain --readiness ${inputs.output}`
      : 'see in the job summary what is the cheapest way to the threshold',
  });
  return 'failed';
}

function branchOf(inputs: GateInputs, environment: GitHubEnvironment | undefined): string {
  return inputs.branch === ''
    ? (environment?.event.repository?.default_branch ?? 'main')
    : inputs.branch;
}

/** The quality jobs of this run: from the `needs` context, else (on a developer's machine) from the reports. */
function freshResults(
  inputs: GateInputs,
  reports: Parameters<typeof ownResults>[0],
  letPass: readonly string[],
  today: string,
): FreshResults {
  const names = Object.entries(inputs['quality-jobs']);
  if (Object.keys(inputs.needs).length === 0) {
    const title = (id: string): string => presentTitle(inputs['quality-jobs'][id] ?? id);
    const warning = Object.entries(inputs.modes).flatMap(([gate, mode]) =>
      modeOn(mode, today).mode === 'warn' ? [gate] : [],
    );
    return ownResults(
      reports,
      { lint: title('lint'), test: title('test'), security: title('security') },
      new Set([...letPass, ...warning]),
    );
  }
  const results = names.map(
    ([id, title]) => [presentTitle(title), inputs.needs[id]?.result ?? 'absent'] as const,
  );
  // Under whatever id it is: a need that failed must not be lost because its job has another one.
  const failed = Object.entries(inputs.needs)
    .filter(([id, { result }]) => result === 'failure' && inputs['quality-jobs'][id] === undefined)
    .map(([id, { result }]) => [id, result] as const);
  const lacksOne = results.some(([, result]) => result === 'absent');
  return Object.fromEntries([...results, ...(lacksOne ? failed : [])]);
}

interface World {
  readonly runs: Reading<readonly RunFact[]>;
  readonly base: RecordedBase | undefined;
  readonly change: ChangeContext | undefined;
  readonly override: OverrideRequest | undefined;
  readonly exceptions: ExceptionTexts | undefined;
}

async function gather(
  inputs: GateInputs,
  context: Context,
  environment: GitHubEnvironment | undefined,
  policy: ScorePolicy,
): Promise<World> {
  if (environment === undefined) {
    context.commands.info('CI history is not known outside GitHub Actions: this run stands alone.');
    return {
      ...{ runs: known([]), base: undefined, override: undefined, change: undefined },
      exceptions: await fetchedExceptions(branchOf(inputs, undefined)),
    };
  }
  context.commands.mask(inputs['github-token']);
  const client = await context.gitHub({
    apiUrl: environment.apiUrl,
    token: inputs['github-token'],
    onWait: (message) => {
      context.commands.info(message);
    },
  });
  const runs = await branchRuns(client, inputs, environment, policy);
  const base = await optional(context, 'the recorded score of the base branch', () =>
    recordedBase(client, environment, inputs['data-branch']),
  );
  return {
    runs,
    base,
    change: await changeContext(client, context, environment, {
      runs,
      base,
      policy,
      directory: inputs['project-directory'],
    }),
    override: await optional(context, 'the override label', () =>
      requestedOverride(client, inputs, environment),
    ),
    exceptions: await defaultBranchTexts(inputs, context, environment),
  };
}

/** Runs of the branch; what could not be read is a missing input, which counts nothing and is named. */
async function branchRuns(
  client: GitHubClient,
  inputs: GateInputs,
  environment: GitHubEnvironment,
  policy: ScorePolicy,
): Promise<Reading<readonly RunFact[]>> {
  const judged = {
    owner: environment.owner,
    repository: environment.repository,
    workflow: inputs.workflow,
    branch: branchOf(inputs, environment),
  };
  try {
    const found = await branchHistory(client, judged, policy, undefined, environment.runId);
    return found?.reading ?? known([]);
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    // The workflow is new and not on the default branch yet: there is no history, and that is known.
    if (error.status === 404) return known([]);
    return missing(`the runs of ${inputs.workflow} could not be read: ${error.message}`);
  }
}

async function requestedOverride(
  client: GitHubClient,
  inputs: GateInputs,
  { owner, repository, event }: GitHubEnvironment,
): Promise<OverrideRequest | undefined> {
  const number = pullRequestNumber(event);
  if (number === undefined) return undefined;
  const { workflow } = inputs;
  const headSha = event.pull_request?.head.sha;
  return overrideRequest(
    client,
    { owner, repository, number, workflow, headSha },
    inputs['override-label'],
  );
}
