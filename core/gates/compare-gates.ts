import { linkFiles } from '../reading/link-files';
import { perObject } from '../reading/memo';
import { isActionPath, isUnreadable, isWorkflowPath, readWorkflow } from '../reading/read-workflow';
import { type Workflow } from '../reading/workflow';
import { calledElsewhere, type WorkflowElsewhere } from '../reading/workflow-elsewhere';
import { awsFacts } from './aws-facts';
import { compareFacts, type KnownFact } from './compare-facts';
import { dependabotFacts } from './dependabot-facts';
import { type GateChange } from './gate';
import { withInlinedCalls } from './inlined-calls';
import { aligned, type GateResource, type Undecided } from './gate-resource';
import { aggregateFacts, jobFacts } from './job-facts';
import { fact, protectionFacts, requiredContextsOf } from './protection-facts';
import { repositoryFacts } from './repository-facts';
import { secretFacts } from './secret-facts';
import { smokeFacts } from './smoke-facts';
import { exceptionFacts, stepFacts } from './step-facts';
import { toolFacts } from './tool-facts';

/** A file that a state delivers to a repository. */
export interface GateFile {
  readonly repository: string;
  readonly path: string;
  readonly text: string;
}

/** One state of a stack: what was applied, what would be, or what another revision describes. */
export interface GateState {
  readonly resources: readonly GateResource[];
  readonly files: readonly GateFile[];
}

/** What two states of a stack differ in, as far as gates go. */
export interface GateComparison {
  /** Weaker ones first, then by repository, gate and subject. */
  readonly changes: readonly GateChange[];
  /** What cannot be compared yet, because it depends on values that only the update gives. */
  readonly undecided: readonly Undecided[];
}

/**
 * Names every gate that is weaker or stronger in `after`. Swapping the arguments swaps the directions; equal states
 * give no change. What a new or departed repository has is not listed gate by gate: its coming or going is.
 */
export function compareGates(before: GateState, after: GateState): GateComparison {
  const left = byRepository(before);
  const right = byRepository(after);
  const calls = { before: callsIn(before.files), after: callsIn(after.files) };
  const changes: GateChange[] = [];
  const undecided: Undecided[] = [];
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    const was = left.get(name);
    const is = right.get(name);
    const repository = name === '' ? {} : { repository: name };
    const whole = { ...nothing, ...repository };
    const sides =
      name !== '' && (was === undefined || is === undefined)
        ? {
            before: was === undefined ? [] : [managed],
            after: is === undefined ? [] : [managed],
            undecided: [],
          }
        : factsOfBoth(was ?? whole, is ?? whole, calls);
    for (const change of compareFacts(sides.before, sides.after))
      changes.push({ ...change, ...repository });
    for (const item of sides.undecided) undecided.push({ ...item, ...repository });
  }
  return { changes: changes.sort(inOrder), undecided };
}

const managed = fact('managed', '', 1, 'managed');
const nothing: GateState = { resources: [], files: [] };

function byRepository(state: GateState): ReadonlyMap<string, GateState> {
  const found = new Map<string, { resources: GateResource[]; files: GateFile[] }>();
  const of = (repository: string) => {
    const known = found.get(repository) ?? { resources: [], files: [] };
    found.set(repository, known);
    return known;
  };
  for (const resource of state.resources) of(resource.repository ?? '').resources.push(resource);
  for (const file of state.files) of(file.repository).files.push(file);
  return found;
}

interface BothFacts {
  readonly before: readonly KnownFact[];
  readonly after: readonly KnownFact[];
  readonly undecided: readonly Undecided[];
}

function factsOfBoth(
  before: GateState,
  after: GateState,
  calls: { readonly before: Calls; readonly after: Calls },
): BothFacts {
  const { resources, undecided } = alignedResources(before.resources, after.resources);
  const contexts = new Set(
    [...resources.before, ...resources.after].flatMap((item) =>
      protectionFacts(item).length > 0 ? requiredContextsOf(item) : [],
    ),
  );
  return {
    before: [
      ...resources.before.flatMap(resourceFacts),
      ...filesFacts(before.files, contexts, calls.before),
    ],
    after: [
      ...resources.after.flatMap(resourceFacts),
      ...filesFacts(after.files, contexts, calls.after),
    ],
    undecided,
  };
}

function alignedResources(
  before: readonly GateResource[],
  after: readonly GateResource[],
): {
  readonly resources: {
    readonly before: readonly GateResource[];
    readonly after: readonly GateResource[];
  };
  readonly undecided: readonly Undecided[];
} {
  const partners = new Map(before.map((resource) => [resource.key, resource]));
  const lefts: GateResource[] = [];
  const rights: GateResource[] = [];
  const undecided: Undecided[] = [];
  const add = (was: GateResource | undefined, is: GateResource | undefined): void => {
    const subject = is ?? was;
    const states = [was, is].filter((item) => item !== undefined);
    if (subject === undefined || states.every((item) => resourceFacts(item).length === 0)) return;
    const both = aligned(was?.props ?? {}, is?.props ?? {});
    const { type } = subject;
    if (both.paths.length > 0) undecided.push({ type, paths: both.paths });
    if (was !== undefined) lefts.push({ ...was, props: both.before as GateResource['props'] });
    if (is !== undefined) rights.push({ ...is, props: both.after as GateResource['props'] });
  };
  for (const resource of after) {
    add(partners.get(resource.key), resource);
    partners.delete(resource.key);
  }
  for (const resource of partners.values()) add(resource, undefined);
  return { resources: { before: lefts, after: rights }, undecided };
}

function resourceFacts(resource: GateResource): readonly KnownFact[] {
  return [
    ...protectionFacts(resource),
    ...repositoryFacts(resource),
    ...secretFacts(resource),
    ...awsFacts(resource),
  ];
}

function filesFacts(
  files: readonly GateFile[],
  contexts: ReadonlySet<string>,
  calls: Calls,
): readonly KnownFact[] {
  // What other repositories call is compared there, as a part of what calls it.
  const own = files.flatMap(workflowsOf).filter((workflow) => !calls.called.has(workflow));
  const linked = linkFiles(own, undefined, calls.elsewhere);
  const workflows = linked.map(withInlinedCalls);
  return [
    ...files.flatMap(({ path, text }) => {
      if (/^\.github\/dependabot\.ya?ml$/.test(path)) return dependabotFacts(path, text);
      return path === '.github/gatehouse/smoke.json' ? smokeFacts(path, text) : [];
    }),
    ...workflows.flatMap((workflow, index) =>
      workflow === linked[index] ? workflowFacts(workflow) : withoutLines(workflowFacts(workflow)),
    ),
    ...aggregateFacts(
      workflows.filter(({ kind }) => kind === 'workflow'),
      contexts,
    ),
  ];
}

/** Of what is called the lines are those of another file. */
const withoutLines = (facts: readonly KnownFact[]): readonly KnownFact[] =>
  facts.map(({ line: _line, column: _column, ...rest }) => rest);

/** Calls of workflows between the repositories of a state. */
interface Calls {
  readonly elsewhere: WorkflowElsewhere;
  /** Workflows that nothing but calls of other repositories starts. */
  readonly called: ReadonlySet<Workflow>;
}

function callsIn(files: readonly GateFile[]): Calls {
  const read = files.flatMap((file) =>
    workflowsOf(file).map((workflow) => ({ ...file, workflow })),
  );
  const callable = new Map(
    read
      .filter(({ workflow }) => workflow.kind === 'workflow' && !isStartedAlone(workflow))
      .map(({ repository, path, workflow }) => [keyOf(repository, path), workflow]),
  );
  const elsewhere: WorkflowElsewhere = (repository, path) => callable.get(keyOf(repository, path));
  const called = read.flatMap(({ workflow }) =>
    workflow.jobs.flatMap(({ uses }) =>
      uses === undefined ? [] : (calledElsewhere(uses.value, elsewhere) ?? []),
    ),
  );
  return { elsewhere, called: new Set(called) };
}

/** The files of a stack name their repository without its owner, which is that of the stack. */
const keyOf = (repository: string, path: string): string =>
  `${repository.replace(/^.*\//, '').toLowerCase()} ${path}`;

/**
 * The workflow, or the action, of a file that holds one. A file that cannot be read enforces nothing: its facts are gone,
 * and so named.
 */
function workflowsOf({ path, text }: GateFile): readonly Workflow[] {
  if (!isWorkflowPath(path) && !isActionPath(path)) return [];
  const workflow = readWorkflow(path, text);
  return isUnreadable(workflow) ? [] : [workflow];
}

/** Memo by parsed workflow, which equal files of a fleet share. */
const workflowFacts = perObject((workflow: Workflow): readonly KnownFact[] => [
  // What only calls and steps start enforces as much as the workflows that use it.
  ...(isStartedAlone(workflow) ? toolFacts(workflow) : []),
  ...stepFacts(workflow),
  ...exceptionFacts(workflow),
  ...(workflow.kind === 'workflow' ? jobFacts(workflow) : []),
]);

function isStartedAlone({ kind, triggers }: Workflow): boolean {
  return kind === 'workflow' && triggers.some(({ event }) => event !== 'workflow_call');
}

function inOrder(a: GateChange, b: GateChange): number {
  return (
    Number(a.direction === 'stronger') - Number(b.direction === 'stronger') ||
    compareText(a.repository ?? '', b.repository ?? '') ||
    compareText(a.gate, b.gate) ||
    compareText(a.subject, b.subject)
  );
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
