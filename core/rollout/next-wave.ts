import { isSelected } from '../config/fleet/pattern';
import { type RolloutSettings } from '../config/rollout-schema';
import { type RolloutState, type Wave } from './rollout-state';

/** What the next command has to do. */
export type NextWave =
  /** Nothing is left to update, but for pinned repositories. */
  | { readonly kind: 'complete' }
  /** A wave to start, or one to finish, whose update was interrupted. */
  | {
      readonly kind: 'wave';
      readonly number: number;
      readonly repositories: readonly string[];
      /** Repositories that remain for later waves. */
      readonly left: number;
      /** Finished waves of the present rollout; none where this begins a new one. */
      readonly before: readonly Wave[];
    };

/**
 * The repositories whose turn it is. Canaries come first, then the others by name. A repository that had its turn and
 * changes again has got a newer change, so the rollout begins again.
 *
 * @param changed names of the repositories that an update of the whole stack would change.
 */
export function nextWave(
  changed: readonly string[],
  { waves }: RolloutState,
  settings: Pick<RolloutSettings, 'waves' | 'canaries' | 'pinned'>,
): NextWave {
  const free = changed.filter((name) => !isListed(settings.pinned, name));
  if (free.length === 0) return { kind: 'complete' };
  const last = waves.at(-1);
  if (last?.finished === false) {
    const rest = last.repositories.filter((name) => free.includes(name));
    const before = waves.slice(0, -1);
    const left = free.length - rest.length;
    if (rest.length > 0) {
      return { kind: 'wave', number: last.number, repositories: rest, left, before };
    }
  }
  const done = waves.flatMap(({ repositories }) => repositories);
  if (done.some((name) => free.includes(name))) return begin(free, settings);
  return choose(free, waves, settings);
}

const begin = (free: readonly string[], settings: Parameters<typeof choose>[2]): NextWave =>
  choose(free, [], settings);

function choose(
  free: readonly string[],
  before: readonly Wave[],
  settings: Pick<RolloutSettings, 'waves' | 'canaries'>,
): NextWave {
  const done = before.flatMap(({ repositories }) => repositories).length;
  const total = done + free.length;
  const order = [...free].sort(
    (a, b) => rank(a, settings.canaries) - rank(b, settings.canaries) || (a < b ? -1 : 1),
  );
  const started = before.at(-1)?.number ?? 0;
  // A wave that would add nothing, such as 10 % of five after one, is passed over.
  const sizes = settings.waves.map((size, index) => ({
    number: index + 1,
    count: Math.min(total, countOf(size, total)) - done,
  }));
  const { number, count } = sizes.find((one) => one.number > started && one.count > 0) ?? {
    number: started + 1,
    count: free.length,
  };
  const repositories = order.slice(0, count);
  return { kind: 'wave', number, repositories, left: free.length - repositories.length, before };
}

/** Repositories up to and including a wave. */
function countOf(size: RolloutSettings['waves'][number], total: number): number {
  if (typeof size === 'number') return size;
  return Math.ceil((Number(size.slice(0, -1)) / 100) * total);
}

const rank = (name: string, canaries: readonly string[]): number =>
  isListed(canaries, name) ? 0 : 1;

/** Of an empty list no repository is one. */
const isListed = (patterns: readonly string[], name: string): boolean =>
  patterns.length > 0 && isSelected(patterns, name);
