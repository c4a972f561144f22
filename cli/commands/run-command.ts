import {
  type PackRequest,
  runDestroy,
  runRefresh,
  runSession,
  type SessionOptions,
} from '../engine/session';
import { type Diagnostic, hasFailed, type RunReport } from '../engine/run-report';
import { journalRecorder, previewRecorder, type StateRecorder } from '../engine/state-recorder';
import { reviewed, type ReviewedReport } from '../review/reviewed-report';
import { type DeploymentFile } from '../state/deployment-file';
import { type Snapshot } from '../state/resource-state';
import { lockStack } from '../state/stack-lock';
import { loadState, openJournal, saveState } from '../state/stack-store';
import { leftBehind } from './left-behind';
import { type OpenStack, openStack, type StackOptions } from './open-stack';

export interface RunOptions extends StackOptions {
  readonly packs: readonly PackRequest[];
  readonly parallel: number;
  readonly now: () => Date;
  readonly interrupted: AbortSignal;
  readonly onOutput: (line: string) => void;
  /** Errors that prevent an update that is about to begin, and warnings, found without changing anything. */
  readonly inspect?: ((preview: RunReport) => Promise<readonly Diagnostic[]>) | undefined;
  /** Shows the preview of a run that is about to change things, and asks; false ends it there. */
  readonly confirm: (preview: ReviewedReport) => Promise<boolean>;
}

/** What a command that changes things came to. */
export interface RunOutcome {
  readonly preview: ReviewedReport;
  /** Absent when the preview failed, or the user said no. */
  readonly applied: ReviewedReport | undefined;
}

/** What would change: nothing is changed or locked, and no service is contacted, whatever credentials there are. */
export async function plan(options: RunOptions): Promise<ReviewedReport> {
  const opened = await openStack(options, 'read');
  const session = sessionOptions(options, opened, { offline: true, recorder: previewRecorder() });
  return reviewed(await runSession(session), session.snapshot);
}

/** Previews, and when nothing prevents it, applies. */
export function up(options: RunOptions): Promise<RunOutcome> {
  return change(options, 'up', (session) => runSession(session));
}

/** Deletes everything the stack has. */
export function down(options: RunOptions): Promise<RunOutcome> {
  return change({ ...options, packs: [] }, 'down', (session) => runDestroy(session));
}

/** Corrects the state where the world differs from it. */
export function refresh(options: RunOptions): Promise<RunOutcome> {
  return change({ ...options, packs: [] }, 'refresh', (session) => runRefresh(session));
}

async function change(
  options: RunOptions,
  command: 'up' | 'down' | 'refresh',
  run: (session: SessionOptions) => Promise<RunReport>,
): Promise<RunOutcome> {
  const stack = await openStack(options, 'write');
  const lock = await lockStack(stack.paths.lock, options.stack, command, options.now());
  try {
    // Another run may have ended between reading the state and taking the lock.
    const loaded = await loadState(stack.paths);
    const opened = { ...stack, loaded };
    const recorder = previewRecorder();
    const inspect = command === 'up' ? options.inspect : undefined;
    const session = {
      ...sessionOptions(options, opened, { offline: false, recorder }),
      judgesMerges: inspect !== undefined,
    };
    // Only a program says what gates there are to be; a refresh or a destroy does not run it.
    const review = (report: RunReport): ReviewedReport => {
      if (command === 'refresh') return report;
      const diagnostics = [...report.diagnostics, ...leftBehind(report.steps)];
      const complete = { ...report, diagnostics };
      return command === 'up' ? reviewed(complete, session.snapshot) : complete;
    };
    const first = review(await run(session));
    if (hasFailed(first) || options.interrupted.aborted)
      return { preview: first, applied: undefined };
    // Not one record would change: running everything a second time could only say the same.
    if (!recorder.changed() && !loaded.resumed && loaded.file.pending.length === 0) {
      return { preview: first, applied: { ...first, dryRun: false } };
    }
    const found = (await inspect?.(first)) ?? [];
    const preview = { ...first, diagnostics: [...first.diagnostics, ...found] };
    if (hasFailed(preview)) return { preview, applied: undefined };
    if (!(await options.confirm(preview))) return { preview, applied: undefined };
    return { preview, applied: review(await apply(options, opened, run)) };
  } finally {
    await lock.release();
  }
}

async function apply(
  options: RunOptions,
  opened: OpenStack,
  run: (session: SessionOptions) => Promise<RunReport>,
): Promise<RunReport> {
  const { keeper, loaded, paths } = opened;
  // What an interrupted run did becomes the state itself, so that this run's journal has one base to continue.
  const base = loaded.resumed ? await saveAndReload(opened, loaded.file, options.now()) : loaded;
  const journal = await openJournal(paths, base.base, keeper.salt);
  let report: RunReport;
  try {
    report = await run({
      ...sessionOptions(options, opened, {
        offline: false,
        recorder: journalRecorder(journal, keeper),
      }),
      snapshot: snapshotOf(opened, base.file),
      dryRun: false,
    });
  } finally {
    await journal.close();
  }
  const { file, resumed } = await loadState(paths);
  if (resumed) {
    // A run that came to its end has settled everything an earlier one left open.
    const pending = hasFailed(report) ? file.pending : [];
    await saveState(paths, { ...file, pending, salt: keeper.salt ?? file.salt }, options.now());
  }
  return report;
}

async function saveAndReload(opened: OpenStack, file: DeploymentFile, now: Date) {
  await saveState(opened.paths, file, now);
  return loadState(opened.paths);
}

function snapshotOf(opened: OpenStack, file: DeploymentFile): Snapshot {
  return opened.keeper.snapshot(file);
}

/** A preview, unless the caller says otherwise. */
function sessionOptions(
  options: RunOptions,
  opened: OpenStack,
  run: { readonly offline: boolean; readonly recorder: StateRecorder },
): SessionOptions {
  return {
    project: opened.project,
    stack: opened.stack,
    config: opened.config,
    snapshot: snapshotOf(opened, opened.loaded.file),
    packs: options.packs,
    dryRun: true,
    parallel: options.parallel,
    recorder: run.recorder,
    environment: options.environment,
    reach: run.offline ? 'nothing' : 'loopback',
    now: options.now,
    interrupted: options.interrupted,
    onOutput: options.onOutput,
  };
}
