import { type CheckKind } from './check-command';
import { type FoundCommand } from './found-commands';
import { type PythonVersion } from './python-versions';

/** Where commands run together: in one job, or in one environment of tox, session of nox, environment of hatch. */
export const isSamePlace = (
  one: Pick<FoundCommand, 'job' | 'through'>,
  other: Pick<FoundCommand, 'job' | 'through'>,
): boolean =>
  one.through === undefined
    ? one.job !== undefined && one.job === other.job && other.through === undefined
    : one.through.tool === other.through?.tool && one.through.name === other.through.name;

/**
 * The commands that install something for tests, and for types. Of the environments of tox, nox and hatch one counts for
 * each, that of the primary Python, since another one may install another version of the same.
 */
export function installsForChecks(
  commands: readonly FoundCommand[],
  primary: PythonVersion,
): readonly FoundCommand[] {
  const kinds: readonly CheckKind[] = ['tests', 'types'];
  const chosen = kinds.flatMap((kind) => {
    const checking = commands.filter(
      ({ checks, strength }) => strength !== 'task' && checks.some((check) => check.kind === kind),
    );
    const name = chosenName(
      checking.flatMap(({ through }) => (through === undefined ? [] : [through.name])),
      primary,
    );
    return checking.filter(({ through }) => through === undefined || through.name === name);
  });
  return commands.filter(
    (one) => one.install !== undefined && chosen.some((check) => isSamePlace(one, check)),
  );
}

/** Environments that need a server, or what is not released yet. */
const needsMore =
  /(?:^|-)\w*(?:mysql|mariadb|postgres|postgresql|psql|pgsql|oracle|mssql|mongo|redis|main|master|dev|nightly|latest|upstream|minimal|lowest|oldest)\w*(?:$|-)/i;

function chosenName(names: readonly string[], primary: PythonVersion): string | undefined {
  const factor = `py${primary.replace('.', '')}`;
  const plain = names.filter((name) => !needsMore.test(name));
  if (plain.length > 0 && plain.length < names.length) return chosenName(plain, primary);
  const isFor = (name: string, word: string): boolean => name.split('-').includes(word);
  return (
    names.findLast((name) => isFor(name, factor) || isFor(name, primary)) ??
    names.find((name) => /^(?:py|py3|tests?|unit|pytest)(?:$|-)/.test(name)) ??
    names.at(-1)
  );
}
