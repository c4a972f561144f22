import { join, resolve } from 'node:path';
import { missing, type Reading } from '../../../core/readiness/facts';
import { parseCoverageJson } from '../../../core/readiness/parse/coverage';
import { parseJunit } from '../../../core/readiness/parse/junit';
import {
  decodeReport,
  maximumReportBytes,
  type Parsed,
} from '../../../core/readiness/parse/parsed';
import { formatProblem, type Problem } from '../../../core/kernel/problem';
import { expiryOf } from '../../../core/readiness/days';
import { partOf } from '../../../core/waivers/baseline';
import { dayOf } from '../../../core/waivers/expiry';
import {
  judgeTests,
  judgeTool,
  type CheckRules,
  type Excused,
  type JudgedCheck,
} from '../../../core/waivers/judge-check';
import { findingsOf, gateOf, reportOfTool } from '../../../core/waivers/judged-tools';
import { waiversPath, waivedText } from '../../../core/waivers/waiver';
import { readBounded } from '../../adapters/report-files';
import {
  fetchedExceptions,
  keptExceptions,
  readExceptions,
  rememberVerdict,
  type Exceptions,
} from '../../waivers/exceptions';
import type { Context, Ending } from '../context';
import type { JudgeInputs } from '../inputs';

/** Problems that are shown; the number is always of all. */
const mostShown = 50;

/** Judges what a tool of a gate found, by the default branch's waivers and baseline. */
export async function judgeStep(inputs: JudgeInputs, context: Context): Promise<Ending> {
  const ending = await judgeNow(inputs, context);
  const { tool, reports } = inputs;
  await rememberVerdict(reports, tool === 'tests' ? tool : gateOf(tool), ending === 'done');
  return ending;
}

async function judgeNow(inputs: JudgeInputs, context: Context): Promise<Ending> {
  const found = await exceptionsFor(inputs, context);
  if (found === undefined) return 'failed';
  for (const problem of found.problems) context.commands.warning(formatProblem(problem));
  const rules: CheckRules = {
    mode: inputs.mode,
    directory: inputs['project-directory'],
    waivers: found.waivers,
    baseline: partOf(found.baseline, inputs['project-directory']),
    proposed: partOf(found.proposed, inputs['project-directory']),
    today: dayOf(context.now().toISOString()),
  };
  // Nothing to say that the tool has not said.
  if (rules.mode === 'enforce' && rules.waivers.length === 0) return 'failed';
  const judged = await judgedBy(inputs, rules);
  tell(judged, inputs, rules, context);
  if (inputs.mode === 'new' && judged.problems.some(({ code }) => code === 'no-result')) {
    context.commands.info(await printedEnd(inputs));
  }
  return judged.problems.length === 0 ? 'done' : 'failed';
}

async function exceptionsFor(
  inputs: JudgeInputs,
  context: Context,
): Promise<Exceptions | undefined> {
  const { branch, reports, mode, 'longest-days': longestDays } = inputs;
  const top = topFrom(inputs['project-directory']);
  const onRunner = context.variables['GITHUB_ACTIONS'] === 'true';
  const kept = await keptExceptions(join(reports, '.exceptions'));
  if (kept === undefined && onRunner) {
    if (mode === 'new') {
      context.commands.error({
        code: 'no-baseline',
        message: `the baseline of ${branch} could not be read, so that nothing is excused`,
        remedy: 're-run the job',
      });
    }
    return undefined;
  }
  return readExceptions(
    kept ?? (await fetchedExceptions(branch, top)),
    longestDays,
    context.now(),
    top,
  );
}

/** The top of the work tree, from the directory of the project, which is the working directory. */
export const topFrom = (directory: string): string =>
  directory === '.' ? '.' : directory.replace(/[^/]+/g, '..');

async function judgedBy(inputs: JudgeInputs, rules: CheckRules): Promise<JudgedCheck> {
  const { tool, reports, suffix, status, minimum } = inputs;
  if (tool !== 'tests') {
    const name = reportOfTool(tool);
    const bytes = await readBounded(join(reports, name), maximumReportBytes);
    const files = new Map(bytes === undefined ? [] : [[name, bytes]]);
    return judgeTool(tool, findingsOf(tool, files, resolve('.')), status, rules);
  }
  return judgeTests({ ...(await testResults(reports, suffix)), status }, minimum, rules);
}

/** The end of what a tool printed, which is not shown where only new findings are. */
async function printedEnd({ tool, reports }: JudgeInputs): Promise<string> {
  if (tool === 'tests' || !reportOfTool(tool).endsWith('.txt')) return '';
  const bytes = await readBounded(join(reports, reportOfTool(tool)), maximumReportBytes);
  return new TextDecoder().decode(bytes).slice(-2000);
}

/** What the tests left in a directory; `suffix` tells the reports of a matrix apart. */
export async function testResults(reports: string, suffix: string) {
  const log = await readBounded(join(reports, `pytest${suffix}.txt`), maximumReportBytes);
  return {
    tests: await readOne(join(reports, `junit${suffix}.xml`), parseJunit),
    coverage: await readOne(join(reports, `coverage${suffix}.json`), parseCoverageJson),
    crashed: crashedTests(new TextDecoder().decode(log)),
  };
}

function crashedTests(log: string): readonly string[] {
  return [...log.matchAll(/worker '[^'\n]{1,40}' crashed while running '([^'\n]{1,500})'/g)].map(
    ([, test = '']) => test,
  );
}

async function readOne<T>(
  path: string,
  parse: (text: string, file: string) => Parsed<T>,
): Promise<Reading<T>> {
  const bytes = await readBounded(path, maximumReportBytes);
  if (bytes === undefined) return missing(`${path} is missing`);
  const text = decodeReport(bytes, path);
  const result = text.ok ? parse(text.value, path) : text;
  return result.ok
    ? { state: 'known', value: result.value }
    : missing(result.problems.map(formatProblem).join('; '));
}

function tell(
  { problems, excused, known, gone }: JudgedCheck,
  { tool, mode }: JudgeInputs,
  { today }: CheckRules,
  { commands }: Context,
): void {
  for (const text of waivedLines(excused)) commands.info(text);
  for (const { waiver } of oncePerWaiver(excused)) {
    if (expiryOf(waiver, today) === 'expiring') {
      commands.warning(
        `the waiver of ${waivedText(waiver.what)} ends after ${waiver.until} (${waiver.owner})`,
      );
    }
  }
  if (known > 0) commands.info(`${tool}: ${known} of the baseline are still there`);
  if (gone > 0) {
    commands.notice(
      `${tool}: ${gone} of the baseline are gone; run \`make ci-baseline\` and commit the smaller one`,
    );
  }
  if (mode === 'new') {
    for (const problem of problems.slice(0, mostShown)) commands.error(problem);
  }
  // What has no result was not counted either.
  if (problems.length === 0 || problems.some(({ code }) => code === 'no-result')) return;
  const others = problems.length - mostShown;
  const more = mode === 'new' && others > 0 ? ` (${others} more than are shown)` : '';
  commands.info(
    mode === 'new'
      ? `${tool}: ${counted(problems)} neither in the baseline nor waived${more}`
      : `${tool}: no waiver of ${waiversPath} covers ${counted(problems)}`,
  );
}

const counted = (problems: readonly Problem[]): string =>
  problems.length === 1 ? '1 finding' : `${problems.length} findings`;

/** One line for each waiver, with how much it excuses. */
function waivedLines(excused: readonly Excused[]): readonly string[] {
  return oncePerWaiver(excused).map(({ waiver }) => {
    const count = excused.filter((one) => one.waiver === waiver).length;
    return `waived until ${waiver.until} by ${waiver.owner}: ${waivedText(waiver.what)} (${count}): ${waiver.why}`;
  });
}

function oncePerWaiver(excused: readonly Excused[]): readonly Excused[] {
  return excused.filter(
    ({ waiver }, index) => excused.findIndex((other) => other.waiver === waiver) === index,
  );
}
