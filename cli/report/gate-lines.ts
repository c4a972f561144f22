import { type GateComparison } from '../../core/gates/compare-gates';
import { type GateGroup, groupChanges } from '../../core/gates/group-changes';
import { type Undecided } from '../../core/gates/gate-resource';
import { type Paint } from './paint';
import { repositoriesText } from './repositories-text';
import { shortType } from './short-type';
import { wrapped } from './wrap';

/** `coverage floor: 80 % → 70 %`; `nothing` stands for a side that has none. */
export function gateText({ change }: GateGroup): string {
  const { title, subject, before, after } = change;
  const what = subject === '' ? title : `${title}: ${subject}`;
  return `${what}: ${before ?? 'nothing'} → ${after ?? 'nothing'}`;
}

/** Location of a changed gate and the setting that decides it; empty when neither is known. */
export function gatePlace({ change, lines }: GateGroup): string {
  const places = new Set([...lines.values()].map(({ line, column }) => `:${line}:${column}`));
  // Where the line differs from repository to repository, the file alone is said.
  const [only] = places.size === 1 ? places : [''];
  return [
    change.file === undefined ? '' : `${change.file}${only ?? ''}`,
    change.setting === undefined ? '' : `config key: ${change.setting}`,
  ]
    .filter((part) => part !== '')
    .join('; ');
}

/** The changed gates for a terminal, the weaker ones first and loudest. */
export function gateLines(
  gates: GateComparison | undefined,
  against: string,
  paint: Paint,
): readonly string[] {
  if (gates === undefined) return [];
  const groups = groupChanges(gates.changes);
  const of = (direction: 'weaker' | 'stronger') =>
    groups.filter(({ change }) => change.direction === direction);
  const weaker = of('weaker');
  const stronger = of('stronger');
  return [
    ...(weaker.length === 0
      ? []
      : [
          paint('red', `GATES WEAKER than ${against}`),
          ...weaker.flatMap((group) => groupLines(group, paint('red', '▼'))),
        ]),
    ...(stronger.length === 0
      ? []
      : [
          `Gates stronger than ${against}`,
          ...stronger.flatMap((group) => groupLines(group, paint('green', '▲'))),
        ]),
    ...undecidedTexts(gates.undecided).map((text) =>
      paint('dim', `Gates known only after the update: ${text}`),
    ),
  ];
}

function groupLines(group: GateGroup, mark: string): readonly string[] {
  const where = group.repositories.length === 0 ? '' : `, ${repositoriesText(group.repositories)}`;
  const [first = '', ...rest] = wrapped(`${gateText(group)}${where}`, '    ');
  const place = gatePlace(group);
  return [
    `  ${mark} ${first.trimStart()}`,
    ...rest,
    ...(place === '' ? [] : wrapped(place, '      ')),
  ];
}

/** One text for each type and property whose values are not known yet. */
export function undecidedTexts(undecided: readonly Undecided[]): readonly string[] {
  const repositories = new Map<string, string[]>();
  for (const { type, paths, repository } of undecided) {
    const key = `${shortType(type)} ${paths.join(', ')}`;
    const list = repositories.get(key) ?? [];
    if (repository !== undefined) list.push(repository);
    repositories.set(key, list);
  }
  return [...repositories].map(([key, names]) =>
    names.length === 0 ? key : `${key}, ${repositoriesText(names)}`,
  );
}
