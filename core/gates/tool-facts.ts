import { expandEnvironment, invocations, weakness, type Invocation } from '../reading/commands';
import { perObject } from '../reading/memo';
import { hasTrigger, type Workflow } from '../reading/workflow';
import { blocksFrom, blocksOnlyNew, runsOf } from './gate-tools';
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
const RERUNS = /--reruns(?:=|\s+)(\d+)/;

/** What the commands of a workflow enforce: its tools, the coverage floor, re-runs of failed tests. */
export function toolFacts(workflow: Workflow): readonly KnownFact[] {
  const onPullRequests = hasTrigger(workflow, 'pull_request', 'pull_request_target', 'merge_group');
  const enforced = (gate: GateId, runs: readonly Invocation[]): readonly KnownFact[] =>
    runs.map((run) => {
      const blocks = weakness(run) === undefined;
      const from = blocksFrom(run);
      const { strength, shown } = !blocks
        ? { strength: 1, shown: 'runs without blocking' }
        : from !== undefined
          ? { strength: strengthFrom(from), shown: `blocks from ${from} on` }
          : blocksOnlyNew(run)
            ? { strength: 1.5, shown: 'blocks what its baseline does not have' }
            : onPullRequests
              ? { strength: 3, shown: 'blocks pull requests' }
              : { strength: 2, shown: 'blocks, but not pull requests' };
      return { gate, subject: placeOf(workflow, run), strength, shown, ...at(run) };
    });
  return [
    ...TOOLS.flatMap(([gate, tool]) => enforced(gate, runsOf(workflow, tool))),
    ...enforced('image-scan', invocations(workflow, /\btrivy\s/, ['aquasecurity/trivy-action'])),
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

/** Between not blocking and blocking what is new, and the stronger the earlier the day is. */
const strengthFrom = (day: string): number => 1.4 - Date.parse(day) / 86_400_000 / 1e6;

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
    return {
      gate: 'coverage-floor',
      subject: placeOf(workflow, run),
      strength: enforced ? floor : 0,
      shown: ofBaseline ? 'what its baseline has' : enforced ? `${floor} %` : 'not enforced',
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
