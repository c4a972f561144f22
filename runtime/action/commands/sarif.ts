import { createHash } from 'node:crypto';
import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { type Manifest } from '../../../core/scans/packages';
import { rated, readScans, scanReports, type Scan } from '../../../core/scans/read-scans';
import { scanRun } from '../../../core/scans/scan-sarif';
import { sarifLog } from '../../../core/sarif/sarif-log';
import { osvSeverities } from '../../adapters/osv-severities';
import { readBounded, readReportFiles } from '../../adapters/report-files';
import { osvUrlOf } from '../../osv-address';
import type { Context, Ending } from '../context';
import type { SarifInputs } from '../inputs';

/** Largest file that is read for its lines; a file of code is far below. */
const longestFile = 16 * 1024 * 1024;

/** Writes what the scanners found as SARIF, one file for each project; what could not be read is left out and named. */
export async function writeSarif(
  { scans: { projects, trivy, dockerfile }, output }: SarifInputs,
  context: Context,
): Promise<Ending> {
  const { commands, variables } = context;
  const workspace = await realpath(variables['GITHUB_WORKSPACE'] ?? '.');
  const read = readScans({
    projects: await Promise.all(
      projects.map(async ({ reports, manifests, ...project }) => ({
        ...project,
        files: await readReportFiles(reports, Object.values(scanReports)),
        manifests: await manifestsIn(workspace, manifests),
      })),
    ),
    trivy,
    ...(dockerfile === undefined ? {} : { dockerfile }),
  });
  for (const problem of new Set(read.problems)) {
    commands.warning(`left out of code scanning, where findings stay as they are: ${problem}`);
  }
  const scans = rated(read.scans, await osvSeverities(unrated(read.scans), osvUrlOf(variables)));
  const lines = await linesIn(workspace, scans);
  const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
  for (const id of new Set(scans.map(({ project }) => project))) {
    const own = scans.filter(({ project }) => project === id);
    const runs = own.map(({ kind, findings }) =>
      scanRun(kind, id, findings, { linesOf: (file) => lines.get(file), digest }),
    );
    const path = join(output, id === '' ? 'repository.sarif' : `projects/${id}.sarif`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, sarifLog(runs));
    const counts = own.map(({ kind, findings }) => `${findings.length} of ${kind}`);
    commands.info(`${path}: ${counts.join(', ')}`);
  }
  return 'done';
}

const unrated = (scans: readonly Scan[]): readonly string[] => [
  ...new Set(
    scans
      .filter(({ kind }) => kind === 'dependencies' || kind === 'image')
      .flatMap(({ findings }) =>
        findings.flatMap(({ severity, ids }) => (severity === undefined ? ids.slice(0, 1) : [])),
      ),
  ),
];

/** Files that name packages, as far as they are there. */
async function manifestsIn(
  workspace: string,
  paths: readonly string[],
): Promise<readonly Manifest[]> {
  const found: Manifest[] = [];
  for (const path of paths) {
    const text = await textIn(workspace, path);
    if (text !== undefined) found.push({ path, text });
  }
  return found;
}

/** Lines of the files that findings without a package or a resource are in. */
async function linesIn(
  workspace: string,
  scans: readonly Scan[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const files = scans.flatMap(({ findings }) =>
    findings.flatMap(({ file, subject }) => (subject === undefined ? [file] : [])),
  );
  const found = new Map<string, readonly string[]>();
  for (const file of new Set(files)) {
    const text = await textIn(workspace, file);
    if (text !== undefined) found.set(file, text.split('\n'));
  }
  return found;
}

/** Text of a file of the workspace; a link that leads out of it is no file of it. */
async function textIn(workspace: string, path: string): Promise<string | undefined> {
  const real = await realpath(join(workspace, path)).catch(() => undefined);
  if (real?.startsWith(workspace + sep) !== true) return undefined;
  const bytes = await readBounded(real, longestFile);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}
