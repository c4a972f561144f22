import { expandEnvironment, invocations, weakness, type Invocation } from '../reading/commands';
import { perObject } from '../reading/memo';
import { hasTrigger, type Workflow } from '../reading/workflow';
import { blocksOnlyNew, rampOf, rampText, runsOf } from './gate-tools';
import { type GateId } from './catalogue';
import { type KnownFact } from './compare-facts';

const TOOLS: readonly (readonly [GateId, string])[] = [
  ['lint', 'linter'],
  ['formatting', 'formatter'],
  ['types', 'type-checker'],
  ['tests', 'tests'],
  ['code-scan', 'bandit'],
  ['dependency-audit', 'pip-audit'],
];
const FLOOR = /--(?:cov-)?fail-under(?:=|\s+)["']?([^\s"']+)/;
/** Gatehouse's own run of the benchmarks. */
const MEASURES = /\bindex\.js measure\b/;
const TOLERANCE = /--tolerance\s+([\d.]+)/;
const RERUNS = /--reruns(?:=|\s+)(\d+)/;

/** What the commands of a workflow enforce: its tools, the coverage floor, re-runs of failed tests. */
export function toolFacts(workflow: Workflow): readonly KnownFact[] {
  const onPullRequests = hasTrigger(workflow, 'pull_request', 'pull_request_target', 'merge_group');
  const strengths = { warn: 1, new: 1.5, enforce: onPullRequests ? 3 : 2 } as const;
  const strengthOf = (run: Invocation): Pick<KnownFact, 'strength' | 'shown' | 'later'> => {
    if (weakness(run) !== undefined) {
      return { strength: strengths.warn, shown: 'runs without blocking' };
    }
    const ramp = rampOf(run);
    if (ramp !== undefined) {
      const later = ramp.stages.map(({ mode, from }) => ({ from, strength: strengths[mode] }));
      return { strength: strengths[ramp.present], shown: rampText(ramp), later };
    }
    if (blocksOnlyNew(run)) {
      return { strength: strengths.new, shown: 'blocks what its baseline does not have' };
    }
    const shown = onPullRequests ? 'blocks pull requests' : 'blocks, but not pull requests';
    return { strength: strengths.enforce, shown };
  };
  const enforced = (gate: GateId, runs: readonly Invocation[]): readonly KnownFact[] =>
    runs.map((run) => ({
      ...{ gate, subject: placeOf(workflow, run) },
      ...strengthOf(run),
      ...at(run),
    }));
  return [
    ...TOOLS.flatMap(([gate, tool]) => enforced(gate, runsOf(workflow, tool))),
    ...enforced('performance', invocations(workflow, MEASURES)),
    ...toleranceFacts(workflow),
    ...enforced(
      'image-scan',
      invocations(workflow, /\btrivy\s+(?!filesystem\b|fs\b|convert\b|config\b)/, [
        'aquasecurity/trivy-action',
      ]),
    ),
    // Without the option a finding fails nothing.
    ...enforced(
      'file-scan',
      invocations(workflow, /\btrivy\s+(?:filesystem|fs|convert|config)\s.*--exit-code[ =][1-9]/),
    ),
    ...invocations(workflow, /\bcyclonedx/).map((run): KnownFact => ({
      gate: 'sbom',
      subject: '',
      strength: 1,
      shown: 'written',
      ...at(run),
    })),
    ...floorFacts(workflow),
    ...rerunFacts(workflow),
  ];
}

/**
 * Which of several projects a command is about: the first one's gates have no subject, wherever it lies, and those of others
 * their directory.
 */
function placeOf(workflow: Workflow, { step }: Invocation): string {
  const directory = step.directory?.value ?? '.';
  return directory === firstPlace(workflow) ? '' : `the project in ${directory}`;
}

const firstPlace = perObject((workflow: Workflow): string => {
  const [first] = TOOLS.flatMap(([, tool]) => runsOf(workflow, tool)).sort(
    (a, b) => a.line - b.line,
  );
  return first?.step.directory?.value ?? '.';
});

function floorFacts(workflow: Workflow): readonly KnownFact[] {
  return invocations(workflow, FLOOR).map((run) => {
    const text = expandEnvironment(run, run.commandLine);
    const floor = Number(FLOOR.exec(text)?.[1]);
    const enforced = weakness(run) === undefined && Number.isFinite(floor);
    const ofBaseline = enforced && blocksOnlyNew(run);
    const place = { gate: 'coverage-floor', subject: placeOf(workflow, run), ...at(run) } as const;
    const from = rampOf(run)?.stages.find(({ mode }) => mode === 'enforce')?.from;
    if (enforced && from !== undefined) {
      const later = [{ from, strength: floor }];
      return { ...place, strength: 0, shown: `${floor} % from ${from} on`, later };
    }
    return {
      ...place,
      strength: enforced ? floor : 0,
      shown: ofBaseline ? 'what its baseline has' : enforced ? `${floor} %` : 'not enforced',
    };
  });
}

function toleranceFacts(workflow: Workflow): readonly KnownFact[] {
  return invocations(workflow, MEASURES).map((run) => {
    const percent = Number(TOLERANCE.exec(run.commandLine)?.[1]);
    return {
      gate: 'performance-tolerance',
      subject: '',
      strength: -percent,
      shown: `${String(percent)} %`,
      ...at(run),
    };
  });
}

function rerunFacts(workflow: Workflow): readonly KnownFact[] {
  return invocations(workflow, RERUNS).map((run) => {
    const count = Number(RERUNS.exec(run.commandLine)?.[1]);
    return {
      gate: 'test-reruns',
      subject: '',
      strength: -count,
      shown: String(count),
      ...at(run),
    };
  });
}

function at({ file, line, column }: Invocation) {
  return { file, line, column };
}
