import { logText } from '../../core/kernel/foreign-text';
import { type Revert } from '../rollout/revert';
import { type RolloutStatus, type WaveReport } from '../rollout/rollout';
import { repositoriesText } from './repositories-text';

/** The last wave with its comparison, and the next one, for a person. */
export function statusText({ last, next, preview, state }: RolloutStatus): string {
  const lines = last === undefined ? [`${state.stack}: no wave yet`] : lastLines(last);
  if (next.kind === 'complete') lines.push('Every repository has the present configuration.');
  else {
    const begins = next.before.length === 0 && last !== undefined && last.wave.finished;
    const again = begins ? ' of a new rollout' : '';
    const left = next.left === 0 ? '' : `; ${String(next.left)} remain for later waves`;
    lines.push(
      `Wave ${String(next.number)}${again}: ${countText(next.repositories)}${left}`,
      `  ${repositoriesText(next.repositories)}`,
    );
  }
  if (preview.settling.size > 0) {
    lines.push(
      'Also updated, because their files were merged or their checks succeeded:',
      `  ${repositoriesText([...preview.settling].sort())}`,
    );
  }
  return logText(`${lines.join('\n')}\n`);
}

function lastLines({ wave, waiting, verdict, failing }: WaveReport): string[] {
  const name = `Wave ${String(wave.number)} (${countText(wave.repositories)}, ${wave.startedAt})`;
  if (!wave.finished) return [`${name} was interrupted`];
  if (waiting.length > 0) {
    return [`${name} waits for pull requests to be merged`, `  ${repositoriesText(waiting)}`];
  }
  switch (verdict?.verdict) {
    case 'waiting':
      return [`${name}: ${String(verdict.missing)} more completed CI runs are needed to compare`];
    case 'unknown':
      return [`${name}: cannot be compared, only ${String(verdict.found)} CI runs before it`];
    case 'fine':
      return [`${name}: CI is not worse (${verdict.text})`];
    case 'worse':
      return [
        `${name}: CI is worse (${verdict.text})`,
        ...failing.map(
          ({ repository, jobs }) =>
            `  ${repository}: ${jobs.length === 0 ? 'slower' : `fails in ${jobs.join(', ')}`}`,
        ),
      ];
    case undefined:
      return [name];
  }
}

/** Why a wave does not start, and what to do. */
export function obstacleText(why: 'waiting' | 'worse'): string {
  return why === 'worse'
    ? 'stopped: CI became worse in the last wave. Fix the pipeline and begin again, give the files back by `gatehouse rollout revert`, or go on with --accept "<reason>"\n'
    : 'not yet: the last wave cannot be compared. Wait, or go on with --accept "<reason>"\n';
}

/** What reverting a wave means for its repositories, a line or more each. */
export function revertText(reverts: readonly Revert[]): string {
  const lines = reverts.flatMap(({ repository, files, changedSince, ...more }) => {
    const { nothing, pullRequest, failure } = more;
    if (failure !== undefined) return [`${repository}: failed: ${failure}`];
    if (nothing !== undefined) return [`${repository} ${nothing}`];
    const count = files.length === 1 ? '1 file' : `${String(files.length)} files`;
    const where = pullRequest === undefined ? '' : ` by ${pullRequest}`;
    return [
      `${repository}: ${count} as before the wave${where}`,
      ...files.map(
        ({ path, after }) => `  ${after === undefined ? 'removes' : 'restores'} ${path}`,
      ),
      ...changedSince.map((path) => `  leaves ${path}, which was changed since`),
    ];
  });
  const isPreview = reverts.some(({ files, pullRequest }) => files.length > 0 && !pullRequest);
  const note = isPreview ? ['Nothing was changed; --yes opens the pull requests.'] : [];
  return logText(`${[...lines, ...note].join('\n')}\n`);
}

const countText = (repositories: readonly string[]): string =>
  repositories.length === 1 ? '1 repository' : `${String(repositories.length)} repositories`;
