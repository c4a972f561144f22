import { type Protection } from './protection';
import { ifKnown, textsProp, type ResourceView, type StackView } from './resource-view';
import { gatehouseTypes, githubTypes } from '../kernel/resource-types';

/**
 * The checks that a protection requires after the update, and after the merge of what the update leaves waiting, as far
 * as that is certain now.
 */
export interface RequiredChecks {
  /** Contexts that a workflow of the stack has to report. */
  readonly contexts: readonly string[];
  /** Whether a check is required in the end; undefined where only the update tells. */
  readonly requires: boolean | undefined;
  /** Whether the list comes from files of the stack, and is empty while they are not on the branch. */
  readonly follows: boolean;
  /** Whether the list is known as it will be; then a rule that sees the protection alone has judged it already. */
  readonly listed: boolean;
  /** Whether more contexts may be required than are certain. */
  readonly more: boolean;
  /** Reads what is not known, which throws. */
  readonly reread: () => void;
}

const COMMIT = gatehouseTypes.WorkflowCommit;
const FILE = githubTypes.RepositoryFile;

/**
 * Reads the required checks of the protections of a stack. The list that is shown counts only where every file set it
 * comes from is known: in a preview of an update the engine may show the list of the last update. Where it does not
 * count, the files say what it becomes: once they are on the branch, their checks are required. The reading throws where
 * the list is unknown for another reason.
 */
export function requiredChecksIn(stack: StackView): (protection: Protection) => RequiredChecks {
  const files = new Map(
    stack.resources.flatMap((resource) =>
      resource.type === COMMIT || resource.type === FILE ? [[resource.urn, resource] as const] : [],
    ),
  );
  return (protection) => {
    const references = protection.resource.references?.[protection.checksProperty] ?? [];
    const sources = references.flatMap((urn) => files.get(urn) ?? []);
    const list = ifKnown(() => protection.contexts);
    if (sources.length === 0) return ofList(protection.contexts);
    const sets = sources.map(fileSet);
    const reread = (): void => {
      void protection.contexts;
      for (const { props } of sources) OUTPUTS.forEach((key) => textsProp(props, key));
    };
    if (list !== undefined && sets.every(({ onBranch }) => onBranch !== undefined))
      return { ...ofKnownList(list, sets), reread };
    const elsewhere = list === undefined && references.length > sources.length;
    return { ...ofFiles(sets, elsewhere), reread };
  };
}

type Judgement = Omit<RequiredChecks, 'reread'>;

function ofList(contexts: readonly string[]): RequiredChecks {
  const requires = contexts.length > 0;
  const reread = (): void => undefined;
  return { contexts, requires, follows: false, listed: true, more: false, reread };
}

/** The list is known, and so is what the branch reports: what remains is what waiting files will report. */
function ofKnownList(list: readonly string[], sets: readonly FileSet[]): Judgement {
  const waiting = sets.filter(({ pending }) => pending !== false);
  const onBranch = sets.flatMap((set) => set.onBranch ?? []);
  // What is required meanwhile is reported by the files before, which the stack does not show.
  const before = new Set(waiting.flatMap((set) => set.onBranch ?? []));
  const announced = waiting.flatMap(({ checks }) => checks ?? []);
  const more = waiting.some(({ checks }) => checks === undefined);
  // A list that leaves out what the branch reports already does not follow the files.
  const follows = waiting.length > 0 && (list.length > 0 || onBranch.length === 0);
  return {
    contexts: unique([...list.filter((context) => !before.has(context)), ...announced]),
    requires:
      list.length > 0 || (follows && announced.length > 0) || (follows && more ? undefined : false),
    follows,
    listed: true,
    more,
  };
}

/** The list becomes what the files report, now or when they are merged. */
function ofFiles(sets: readonly FileSet[], elsewhere: boolean): Judgement {
  const contexts = unique(sets.flatMap(({ checks }) => checks ?? []));
  const more = elsewhere || sets.some(({ checks }) => checks === undefined);
  const isCertain = contexts.length > 0 || sets.some(({ onBranch = [] }) => onBranch.length > 0);
  // Names of the files before may be required as long as the others wait.
  const isOpen = more || sets.some(({ pending }) => pending !== false);
  const requires = isCertain || (isOpen ? undefined : false);
  return { contexts, requires, follows: true, listed: false, more };
}

/** What is known of a set of files; undefined is what only the update tells. */
interface FileSet {
  /** Whether the files wait in a pull request, or their checks for a first success. */
  readonly pending: boolean | undefined;
  /** Checks that the files report. */
  readonly checks: readonly string[] | undefined;
  /** Checks that the workflows on the branch report when the update is done. */
  readonly onBranch: readonly string[] | undefined;
}

/** Outputs of file sets that a list of checks may come from. */
const OUTPUTS = ['checks', 'checksOnBranch', 'pending', 'sha', 'commitSha'];

function fileSet({ type, props }: ResourceView): FileSet {
  if (type === FILE) {
    // It does not say what its workflow reports; a list that was computed from it may.
    const isKnown = ifKnown(() => [props['sha'], props['commitSha']]) !== undefined;
    return { pending: false, checks: undefined, onBranch: isKnown ? [] : undefined };
  }
  const pending = ifKnown(() => ({ value: props['pending'] === true }))?.value;
  const onBranch = ifKnown(() =>
    // In the preview of an update a provider may leave out what it does not know.
    props['checksOnBranch'] === undefined && pending === undefined
      ? undefined
      : textsProp(props, 'checksOnBranch'),
  );
  const set = { pending, checks: ifKnown(() => textsProp(props, 'checks')), onBranch };
  return { ...set, pending: isPending(set, props['provenBy']) };
}

/** Checks that must succeed first are required as late as those of files that wait in a pull request. */
function isPending({ pending, checks, onBranch }: FileSet, provenBy: unknown): FileSet['pending'] {
  if (pending !== false || typeof provenBy !== 'string') return pending;
  if (onBranch === undefined) return undefined;
  return onBranch.length === 0 && checks?.length !== 0;
}

function unique(contexts: readonly string[]): readonly string[] {
  return [...new Set(contexts)];
}
