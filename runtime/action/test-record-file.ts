import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reading, TestsFact } from '../../core/readiness/facts';
import type { JudgedChange } from '../../core/readiness/judged-change';
import { parseJunit } from '../../core/readiness/parse/junit';
import { decodeReport, maximumReportBytes, parseJson } from '../../core/readiness/parse/parsed';
import type { ReportFiles } from '../../core/readiness/readings';
import {
  addAttempt,
  environmentOf,
  maximumRecordBytes,
  testRecordFile,
  testRecordSchema,
  type EnvironmentTests,
  type TestRecord,
} from '../../core/readiness/test-record';
import { listDirectory, readBounded } from '../adapters/report-files';
import type { GitHubEnvironment } from './environment';

/** The reports of the first environment, which the gate has read already. */
interface ReadReports {
  readonly directory: string;
  readonly files: ReportFiles;
  readonly tests: Reading<TestsFact>;
}

/** Most reports of further environments that are read. */
const mostEnvironments = 50;

/**
 * Adds this attempt to the record of the run's tests, which is among the reports where there was an attempt before. Without
 * a JUnit report, a record or a pull request there is nothing to write.
 */
export async function recordTests(
  reports: ReadReports,
  { attempt, commit }: Pick<GitHubEnvironment, 'attempt' | 'commit'>,
  now: Date,
  judged: JudgedChange | undefined,
): Promise<void> {
  const { directory } = reports;
  const before = await readRecord(directory);
  const environments = [...firstEnvironment(reports), ...(await furtherEnvironments(directory))];
  if (before === undefined && environments.length === 0 && judged === undefined) return;
  const at = now.toISOString();
  const record = addAttempt(before, { attempt, commit, at }, environments, judged);
  // Where every job failed before its reports there is no directory.
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, testRecordFile), `${JSON.stringify(record)}\n`);
}

/** Undefined too for a record of another version of Gatehouse and for a damaged one: it begins anew. */
async function readRecord(directory: string): Promise<TestRecord | undefined> {
  const bytes = await readBounded(join(directory, testRecordFile), maximumRecordBytes);
  if (bytes === undefined || bytes.byteLength > maximumRecordBytes) return undefined;
  const parsed = parseJson(Buffer.from(bytes).toString('utf8'), testRecordFile, testRecordSchema);
  return parsed.ok ? parsed.value : undefined;
}

function firstEnvironment({ files, tests }: ReadReports): readonly EnvironmentTests[] {
  const bytes = files.get('junit.xml');
  if (tests.state === 'missing' || bytes === undefined || !('byteLength' in bytes)) return [];
  return [{ environment: undefined, tests: tests.value, report: digestOf(bytes) }];
}

/** One report after the other, so that only one is in memory; one that cannot be read says nothing. */
async function furtherEnvironments(directory: string): Promise<readonly EnvironmentTests[]> {
  const found = (await listDirectory(directory)).flatMap(({ name }) => {
    const environment = environmentOf(name);
    return environment === undefined ? [] : [{ name, environment }];
  });
  const environments: EnvironmentTests[] = [];
  for (const { name, environment } of found.slice(0, mostEnvironments)) {
    const bytes = await readBounded(join(directory, name), maximumReportBytes);
    const text = bytes === undefined ? undefined : decodeReport(bytes, name);
    const tests = text?.ok === true ? parseJunit(text.value, name) : undefined;
    if (bytes === undefined || tests?.ok !== true) continue;
    environments.push({ environment, tests: tests.value, report: digestOf(bytes) });
  }
  return environments;
}

function digestOf(report: Uint8Array): string {
  return createHash('sha256').update(report).digest('hex');
}
