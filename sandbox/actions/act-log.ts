export type JobResult = 'success' | 'failure' | 'skipped';

/** A step that ran, with how it ended. */
interface ActStep {
  readonly name: string;
  readonly conclusion: string;
}

/** A job that ran: one combination of a matrix. */
export interface ActJob {
  readonly id: string;
  /** act's own name: `WORKFLOW/JOB`, behind `CALLER/` where another job calls its workflow. */
  readonly label: string;
  /** Values of the matrix, in its order. */
  readonly matrix: readonly string[];
  readonly result: JobResult;
  /** ISO 8601 times. */
  readonly startedAt: string;
  readonly completedAt: string;
  readonly steps: readonly ActStep[];
  readonly log: string;
}

interface LogLine {
  readonly jobID?: string;
  /** The label, with spaces behind it up to the longest one. */
  readonly job?: string;
  readonly matrix?: Readonly<Record<string, unknown>> | null;
  readonly jobResult?: JobResult;
  readonly step?: string;
  readonly stage?: string;
  readonly stepResult?: string;
  readonly msg?: string;
  readonly time?: string;
}

interface Writing {
  readonly id: string;
  readonly label: string;
  readonly matrix: readonly string[];
  result: JobResult | undefined;
  readonly startedAt: string;
  completedAt: string;
  readonly steps: ActStep[];
  readonly log: string[];
}

/** Jobs out of what act prints with `--json`, in the order they began. A job that never started is not among them. */
export function readActLog(stdout: string): readonly ActJob[] {
  const jobs = new Map<string, Writing>();
  for (const text of stdout.split('\n').filter((line) => line.startsWith('{'))) {
    const line = JSON.parse(text) as LogLine;
    const { jobID: id, job: shown = '', time = '' } = line;
    if (id === undefined) continue;
    const matrix = Object.values(line.matrix ?? {}).map(String);
    const label = shown.trimEnd();
    const key = JSON.stringify([id, label, ...matrix]);
    const job: Writing = jobs.get(key) ?? {
      id,
      label,
      matrix,
      result: undefined,
      startedAt: time,
      completedAt: time,
      steps: [],
      log: [],
    };
    jobs.set(key, job);
    add(job, line);
  }
  return [...jobs.values()].flatMap(({ log, result, ...job }) =>
    result === undefined ? [] : [{ ...job, result, log: log.join('') }],
  );
}

function add(job: Writing, { step, stage, stepResult, jobResult, msg = '', time }: LogLine): void {
  job.completedAt = time ?? job.completedAt;
  job.log.push(msg.replace(/\n?$/, '\n'));
  job.result = jobResult ?? job.result;
  if (stage !== 'Main' || step === undefined || stepResult === undefined) return;
  // A step inside a composite action is reported under the name of the step that uses it.
  const last = job.steps.at(-1);
  if (last?.name === step) job.steps.pop();
  const isWorse = last?.name === step && last.conclusion === 'failure';
  job.steps.push({ name: step, conclusion: isWorse ? 'failure' : stepResult });
}
