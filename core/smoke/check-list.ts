import type { SmokeCheck } from './check-schema';
import type { KeyProblem } from './key-problem';

/** Most checks of one environment. */
export const mostChecks = 50;

/** What each check allows and a list of them does not. */
export function impossibleList(checks: readonly SmokeCheck[]): readonly KeyProblem[] {
  const names = checks.map(({ name }) => name);
  return [
    ...(checks.length > mostChecks
      ? [{ path: [], message: `must be at most ${mostChecks} checks` }]
      : []),
    ...names.flatMap((name, index) =>
      names.indexOf(name) === index
        ? []
        : [{ path: [index, 'name'], message: 'must not be the name of an earlier check' }],
    ),
    ...checks.flatMap(({ name, dependsOn = [] }, index) =>
      dependsOn.flatMap((other, at) => {
        const message = impossibleDependence(name, other, checks);
        return message === undefined ? [] : [{ path: [index, 'dependsOn', at], message }];
      }),
    ),
  ];
}

/** Why a check cannot depend on another one. */
function impossibleDependence(
  name: string,
  other: string,
  checks: readonly SmokeCheck[],
): string | undefined {
  if (!checks.some((check) => check.name === other)) return 'must be the name of another check';
  const seen = new Set([other]);
  for (const each of seen) {
    if (each === name) return 'must not lead back to the check itself';
    for (const next of checks.find((check) => check.name === each)?.dependsOn ?? []) seen.add(next);
  }
  return undefined;
}
