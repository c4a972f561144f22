import { type StackConfig } from '../../core/config/load';
import { type RolloutSettings } from '../../core/config/rollout-schema';
import { ProblemsError } from '../../core/kernel/problem';
import { compareWave, type WaveVerdict } from '../../core/rollout/compare-wave';
import { type NextWave, nextWave } from '../../core/rollout/next-wave';
import { type RolloutState, type Wave } from '../../core/rollout/rollout-state';
import { type GitHubClient } from '../../provider/github/client';
import { Repository } from '../../provider/github/repository';
import { ProcessError } from '../processes/child-process';
import { type RunPulumi } from './pulumi';
import { readPreview, type StackPreview } from './stack-preview';
import { readState, writeState } from './state-file';
import { failingJobs, readWaveRuns } from './wave-runs';

/** One stack's rollout, and what it is done with. */
export interface Rollout {
  /** `project/stack`. */
  readonly stack: string;
  /** The stack's name alone, as the engine takes it. */
  readonly stackName: string;
  readonly config: StackConfig;
  readonly settings: RolloutSettings & { readonly repository: string };
  readonly client: GitHubClient;
  readonly pulumi: RunPulumi;
  readonly now: () => Date;
}

/** What is known of the last wave. */
export interface WaveReport {
  readonly wave: Wave;
  /** Repositories whose files still wait in a pull request; then nothing is compared. */
  readonly waiting: readonly string[];
  readonly verdict: WaveVerdict | undefined;
  /** Of a worse wave: the jobs that fail in each repository that is named. */
  readonly failing: readonly { readonly repository: string; readonly jobs: readonly string[] }[];
}

export interface RolloutStatus {
  readonly state: RolloutState;
  /** Undefined before the first wave. */
  readonly last: WaveReport | undefined;
  readonly next: NextWave;
  readonly preview: StackPreview;
}

/** Repositories of a worse wave that are looked into. */
const namedRepositories = 10;

/** Looks at the last wave, and computes the next one. Nothing is changed. */
export async function rolloutStatus(rollout: Rollout): Promise<RolloutStatus> {
  const { client, settings, stack, stackName } = rollout;
  const state = await readState(new Repository(client, settings.repository), stack);
  const { code, stdout } = await rollout.pulumi(
    ['preview', '--json', '--show-sames', '--non-interactive', '--stack', stackName],
    'answer',
  );
  if (code !== 0) {
    throw new ProcessError('`pulumi preview` failed; run it alone and fix what it reports');
  }
  const preview = readPreview(stdout);
  const changed = [...preview.changed.keys()].filter((name) => !preview.settling.has(name));
  const next = nextWave(changed, state, settings);
  const last = state.waves.at(-1);
  return {
    state,
    last: last === undefined ? undefined : await reportOf(rollout, last, preview),
    next,
    preview,
  };
}

async function reportOf(
  { client, config, settings }: Rollout,
  wave: Wave,
  preview: StackPreview,
): Promise<WaveReport> {
  const waiting = wave.repositories.filter((name) => preview.waiting.has(name));
  const nothing = { wave, waiting, verdict: undefined, failing: [] };
  if (!wave.finished || waiting.length > 0) return nothing;
  // What has left the stack since has no part in it.
  const present = config.repositories.filter(({ name }) => wave.repositories.includes(name));
  const runs = await readWaveRuns(client, wave, present);
  const verdict = compareWave(runs, settings.minimumRuns);
  if (verdict.verdict !== 'worse') return { ...nothing, verdict };
  const worst = verdict.repositories.slice(0, namedRepositories);
  const failing = await Promise.all(
    runs
      .filter(({ repository }) => worst.includes(repository))
      .map(async (seen) => ({
        repository: seen.repository,
        jobs: await failingJobs(client, seen),
      })),
  );
  return { ...nothing, verdict, failing };
}

/** Why the next wave may not start yet; undefined where it may. */
export function obstacle({ last, next }: RolloutStatus): 'waiting' | 'worse' | undefined {
  // A wave that was interrupted is finished first, and a newer change begins again.
  if (last === undefined || !last.wave.finished) return undefined;
  if (next.kind === 'wave' && next.before.length === 0) return undefined;
  if (last.waiting.length > 0) return 'waiting';
  switch (last.verdict?.verdict) {
    case 'waiting':
    case 'unknown':
      return 'waiting';
    case 'worse':
      return 'worse';
    default:
      return undefined;
  }
}

/** What is asked for besides the wave itself. */
export interface WaveRequest {
  /** Updates; otherwise the wave is previewed. */
  readonly apply: boolean;
  /** Reason to go on although the comparison of the last wave does not allow it. */
  readonly accept: string | undefined;
  /** Further arguments of pulumi, such as a policy pack. */
  readonly args: readonly string[];
}

/**
 * Previews the next wave, or updates it and remembers that.
 *
 * @returns the engine's exit code.
 */
export async function runWave(
  rollout: Rollout,
  { state, next, preview }: RolloutStatus,
  { apply, accept, args }: WaveRequest,
): Promise<number> {
  const repositories = next.kind === 'wave' ? next.repositories : [];
  const urns = [
    ...preview.shared,
    ...[...preview.settling, ...repositories].flatMap((name) => preview.changed.get(name) ?? []),
  ];
  if (urns.length === 0) return 0;
  const targets = urns.flatMap((urn) => ['--target', urn]);
  const command = apply ? ['up', '--yes'] : ['preview'];
  const run = () =>
    rollout.pulumi([...command, '--stack', rollout.stackName, ...targets, ...args], 'terminal');
  if (!apply || next.kind !== 'wave') return (await run()).code;

  const { number } = next;
  const repository = new Repository(rollout.client, rollout.settings.repository);
  const interrupted = state.waves.find((one) => one.number === number && !one.finished);
  const wave: Wave = interrupted ?? {
    number,
    startedAt: rollout.now().toISOString(),
    finished: false,
    repositories: [...repositories],
  };
  const former = next.before.map((one) =>
    accept !== undefined && one === next.before.at(-1) ? { ...one, accepted: accept } : one,
  );
  const started = { ...state, waves: [...former, wave] };
  await writeState(repository, started, `chore: begin wave ${String(number)} of ${state.stack}`);
  const { code } = await run();
  if (code !== 0) return code;
  const finished = { ...state, waves: [...former, { ...wave, finished: true }] };
  await writeState(repository, finished, `chore: finish wave ${String(number)} of ${state.stack}`);
  return 0;
}

/** The settings of a stack's rollout. @throws ProblemsError where it has no place to remember the waves. */
export function rolloutSettings({ rollout }: StackConfig, file: string): Rollout['settings'] {
  const { repository } = rollout;
  if (repository !== undefined) return { ...rollout, repository };
  throw new ProblemsError([
    {
      code: 'no-rollout',
      file,
      path: 'gatehouse:rollout.repository',
      message: 'is not set, so there is no place to remember the waves',
      remedy: 'set it to the name of a repository (docs/rollout.md)',
    },
  ]);
}
