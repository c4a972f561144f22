import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { formatProblem, ProblemsError, type Problem } from '../../../core/kernel/problem';
import { maximumReportBytes } from '../../../core/readiness/parse/parsed';
import {
  baselinePath,
  baselineText,
  partOf,
  record,
  withPart,
  type JudgedFinding,
  type Present,
} from '../../../core/waivers/baseline';
import { dayOf } from '../../../core/waivers/expiry';
import {
  measuredPercent,
  unwaivedFindings,
  unwaivedTests,
} from '../../../core/waivers/judge-check';
import { findingsOf, reportOfTool, type JudgedTool } from '../../../core/waivers/judged-tools';
import { type Waiver } from '../../../core/waivers/waiver';
import { readBounded } from '../../adapters/report-files';
import { exceptionsHere, readExceptions } from '../../waivers/exceptions';
import type { Context, Ending } from '../context';
import type { RecordBaselineInputs } from '../inputs';
import { testResults, topFrom } from './judge';

/**
 * Records what the last run of the gates found into the baseline of the work tree. What is recorded there already only
 * shrinks. @throws ProblemsError with every tool that has no complete result; nothing is written then.
 */
export async function recordBaseline(
  inputs: RecordBaselineInputs,
  context: Context,
): Promise<Ending> {
  const now = context.now();
  const directory = inputs['project-directory'];
  const top = topFrom(directory);
  const file = join(top, baselinePath);
  const found = await readExceptions(await exceptionsHere(top), inputs['longest-days'], now, top);
  for (const problem of found.problems) context.commands.warning(formatProblem(problem));
  const present = await presentState(inputs, found.waivers, dayOf(now.toISOString()));
  const baseline = record(partOf(found.proposed, directory), present);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, baselineText(withPart(found.proposed, directory, baseline)));
  for (const [tool, findings] of present.findings) {
    context.commands.info(`${tool}: ${findings.length} findings`);
  }
  if (present.failing !== undefined) {
    context.commands.info(`tests: ${present.failing.length} failing`);
  }
  if (baseline.coverage !== undefined) context.commands.info(`coverage: ${baseline.coverage} %`);
  context.commands.info(
    directory === '.'
      ? `wrote ${baselinePath}; commit it`
      : `wrote what is of ${directory} into ${baselinePath}; commit it`,
  );
  return 'done';
}

async function presentState(
  { tools, reports, 'project-directory': directory }: RecordBaselineInputs,
  waivers: readonly Waiver[],
  today: string,
): Promise<Present> {
  const problems: Problem[] = [];
  const findings = new Map<string, readonly JudgedFinding[]>();
  for (const tool of tools.filter((one): one is JudgedTool => one !== 'tests')) {
    const name = reportOfTool(tool);
    const bytes = await readBounded(join(reports, name), maximumReportBytes);
    const read = findingsOf(
      tool,
      new Map(bytes === undefined ? [] : [[name, bytes]]),
      resolve('.'),
    );
    if (read.state === 'missing') problems.push(noResult(tool, read.reason));
    else findings.set(tool, unwaivedFindings(tool, read.value, { waivers, today, directory }));
  }
  if (!tools.includes('tests')) {
    if (problems.length > 0) throw new ProblemsError(problems);
    return { findings };
  }
  const { tests, coverage } = await testResults(reports, '');
  if (tests.state === 'missing') problems.push(noResult('tests', tests.reason));
  if (problems.length > 0 || tests.state === 'missing') throw new ProblemsError(problems);
  return {
    findings,
    failing: unwaivedTests(tests.value, { waivers, today, directory }),
    ...(coverage.state === 'known' ? { coverage: measuredPercent(coverage.value) } : {}),
  };
}

const noResult = (tool: string, reason: string): Problem => ({
  code: 'no-result',
  path: tool,
  message: 'there is no complete result to record',
  found: reason,
  remedy: 'see above what the tool printed',
});
