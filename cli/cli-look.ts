import { InvalidArgumentError } from 'commander';
import { hasMissing } from './doctor/finding';
import { jsonReport, textReport as findingsText } from './doctor/report';
import { type CliContext } from './cli-context';
import { doctor } from './commands/doctor';
import { type RunOptions } from './commands/run-command';
import { type DriftKind, driftKinds } from './drift/findings';
import { driftJson, driftText } from './drift/report';
import { type Paint } from './report/paint';
import { textReport } from './report/text-report';

/** Exit code where the command worked and found something to be done about. */
const foundCode = 2;

export interface DoctorFlags {
  readonly json?: boolean;
  readonly withoutSecrets?: boolean;
  readonly state?: string;
}

/** @returns 0 when nothing is missing, 2 when something is, 1 when the program failed. */
export async function runDoctor(
  options: RunOptions,
  flags: DoctorFlags,
  { stdout, stderr }: CliContext,
  paint: Paint,
): Promise<number> {
  const outcome = await doctor({ ...options, stateFile: flags.state });
  if (outcome.kind === 'failed') {
    stderr.write(textReport(outcome.report, { diff: false, paint }));
    return 1;
  }
  const { diagnosis, withoutSecrets } = outcome;
  if (withoutSecrets) {
    stderr.write(
      "note: the stack's secrets were not decrypted; credentials come from the environment\n",
    );
  }
  stdout.write(
    flags.json === true ? jsonReport(options.stack, diagnosis) : findingsText(diagnosis),
  );
  return hasMissing(diagnosis) ? foundCode : 0;
}

export interface DriftFlags {
  readonly json?: boolean;
  readonly parallel: number;
  readonly only?: readonly DriftKind[];
  readonly state?: string;
  readonly since?: string;
}

/** @returns 0 without drift, 2 with some, 1 when a part could not be looked at. */
export async function runDrift(
  options: RunOptions,
  flags: DriftFlags,
  { stdout }: CliContext,
): Promise<number> {
  // Its way to GitHub takes longer to load than the commands that work offline take in all.
  const { drift } = await import('./commands/drift.js');
  const kinds = new Set(flags.only ?? driftKinds);
  const report = await drift({ ...options, stateFile: flags.state, kinds, since: flags.since });
  stdout.write(flags.json === true ? driftJson(report) : driftText(report));
  if (report.findings.some(({ change }) => change === 'unreadable')) return 1;
  return report.findings.length > 0 ? foundCode : 0;
}

/** The kinds that `--only` names. */
export function kindsOption(value: string): readonly DriftKind[] {
  return value.split(',').map((name) => {
    const kind = driftKinds.find((one) => one === name.trim());
    if (kind !== undefined) return kind;
    throw new InvalidArgumentError(`expected some of ${driftKinds.join(', ')}; found ${name}`);
  });
}
