import { type ChangeGroup } from '../review/change-group';
import { type Review, type ReviewProblem, type StackReview } from '../review/review';
import { shortType } from './short-type';

/** `main (4efd7d9)`. */
export function againstText({ against: { revision, commit } }: Review): string {
  const short = commit.slice(0, 7);
  return commit.startsWith(revision) ? short : `${revision} (${short})`;
}

/** What a reader must know of how the comparison was made; empty when it is as expected. */
export function caveats(review: Review): readonly string[] {
  const { modules, revision } = review.against;
  return [
    ...(review.uncommitted === 0
      ? []
      : [
          `${review.uncommitted} uncommitted ${review.uncommitted === 1 ? 'file is' : 'files are'} part of the comparison`,
        ]),
    ...(modules === 'present'
      ? [
          `package-lock.json differs: the program of ${revision} ran with the packages installed here; use --install to install its own`,
        ]
      : []),
  ];
}

/** `prod: 2 of 1,000 repositories change, 3 gates weaker, 1 stronger`. */
export function stackText({ stack, presence, problems, compared }: StackReview): string {
  if (compared === undefined) {
    const sides = [...new Set(problems.map(({ side }) => side))];
    return `${stack}: cannot be compared, ${sides.join(' and ')}`;
  }
  const { repositories, gates, changes } = compared;
  const count = (direction: 'weaker' | 'stronger'): number =>
    new Set(
      gates.changes
        .filter((change) => change.direction === direction)
        .map(({ gate, subject, before, after }) => JSON.stringify([gate, subject, before, after])),
    ).size;
  const weaker = count('weaker');
  const stronger = count('stronger');
  const parts = [
    ...(presence === 'added'
      ? ['a new stack']
      : presence === 'removed'
        ? ['the stack was removed']
        : []),
    changes.length === 0
      ? 'no changes'
      : `${repositories.changed} of ${Math.max(repositories.all, repositories.changed)} repositories change`,
    ...(weaker === 0 ? [] : [`${weaker} ${weaker === 1 ? 'gate' : 'gates'} weaker`]),
    ...(stronger === 0 ? [] : [`${stronger} ${stronger === 1 ? 'gate' : 'gates'} stronger`]),
  ];
  return `${stack}: ${parts.join(', ')}`;
}

/** `at main: …` or `here: …`. */
export function problemText({ side, message }: ReviewProblem, review: Review): string {
  return `${side === 'before' ? `at ${againstText(review)}` : 'here'}: ${message}`;
}

/** What a change is about: a file with its line counts where they are known, a resource by type and name, a whole repository. */
export function changeText(group: ChangeGroup): string {
  switch (group.of) {
    case 'repository':
      return `${group.kind === 'add' ? 'new repository' : 'repository no longer managed'}: ${group.resources} resources, ${group.files} files`;
    case 'file': {
      const { added, removed } = group.diff;
      // Of an asset the state has the hash alone.
      return added + removed === 0 ? group.path : `${group.path} (+${added} −${removed})`;
    }
    case 'resource':
      return `${shortType(group.type)} ${group.name}`;
  }
}
