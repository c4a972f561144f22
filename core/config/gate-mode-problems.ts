import { gateNames, type GateName, type ModeName, type Ramp } from '../readiness/gate-modes';

/** What modes are judged by. */
export interface GateSettings {
  readonly gates: Readonly<Record<GateName, ModeName>> & {
    readonly ramp?: Readonly<Partial<Record<GateName, Ramp>>>;
  };
  readonly checks: { readonly testRunner: string };
}

type Found = readonly (readonly [readonly string[], string])[];

/** What is wrong with the modes of a repository's gates, and the days on which these become stricter: key path and message. */
export function gateModeProblems({ gates, checks }: GateSettings): Found {
  const { testRunner } = checks;
  const isNewWithout = gates.tests === 'new' && testRunner !== 'pytest';
  return [
    ...(isNewWithout ? [[['gates', 'tests'], onlyNewTests(testRunner)] as const] : []),
    ...rampProblems({ gates, checks }),
  ];
}

function rampProblems({ gates, checks }: GateSettings): Found {
  return gateNames.flatMap((gate) => {
    const ramp = gates.ramp?.[gate];
    if (ramp === undefined) return [];
    const path = ['gates', 'ramp', gate];
    const { new: onlyNew, enforce } = ramp;
    const problems: [readonly string[], string][] = [];
    if (onlyNew === undefined && enforce === undefined) {
      problems.push([path, 'needs a day for `new`, for `enforce` or for both']);
    }
    if (onlyNew !== undefined && enforce !== undefined && onlyNew >= enforce) {
      problems.push([[...path, 'new'], `must be before \`enforce\`, which is ${enforce}`]);
    }
    if (gates[gate] === 'off') {
      problems.push([
        path,
        `needs a gate that runs, and \`gates.${gate}\` is \`off\`; set it to \`warn\``,
      ]);
    }
    if (gate === 'tests' && onlyNew !== undefined && checks.testRunner !== 'pytest') {
      problems.push([[...path, 'new'], onlyNewTests(checks.testRunner)]);
    }
    return problems;
  });
}

/** Why the tests of a runner other than pytest cannot have the mode `new`. */
const onlyNewTests = (runner: string): string =>
  `cannot be \`new\` with \`checks.testRunner: ${runner}\`, whose results no report names; use \`enforce\` with a lower \`gates.coverage\`, or \`warn\``;
