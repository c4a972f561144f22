import { parseDocument } from 'yaml';
import { perText } from './memo';
import { optional } from './optional';
import { readDefaultShell, readPermissions } from './read-inherited';
import { readJob, readSteps } from './read-job';
import { type Parameter, type Trigger, type Workflow } from './workflow';
import { readPlainYaml } from './plain-yaml';
import { lineStartsOf, positionOf, type Source } from './source';
import { YamlNodes } from './yaml-nodes';
import { hasKey, treeOf, type YamlMap, type YamlNode } from './yaml-tree';

/** A text that is no workflow: where it breaks and why. */
export interface Unreadable {
  readonly line: number;
  readonly column: number;
  readonly reason: string;
  /** What to do, where it is not to correct the YAML. */
  readonly fix?: string;
}

/** Memo by path and content: most repositories of a fleet get equal files, and each is parsed once for all rules. */
const readers = perText((path) => perText((text) => readFresh(path, text)));

/** Reads the text of a workflow file, or of an action's metadata file. Broken YAML gives {@link Unreadable}; odd shapes are left out of the result. */
export function readWorkflow(path: string, text: string): Workflow | Unreadable {
  return readers(path)(text);
}

/** Characters that a file may have. The longest workflows that people write have a tenth of it. */
const LONGEST = 2 ** 20;

function readFresh(path: string, text: string): Workflow | Unreadable {
  if (text.length > LONGEST) {
    const reason = `it has ${text.length} characters, and at most ${LONGEST} are read`;
    return { line: 1, column: 1, reason, fix: 'split it' };
  }
  const source = { text, lineStarts: lineStartsOf(text) };
  const tree = readPlainYaml(text, source.lineStarts) ?? readWithLibrary(source);
  if (tree !== undefined && 'reason' in tree) return tree;
  const nodes = new YamlNodes(source, tree);
  const root = nodes.map(tree);
  const kind = isActionPath(path) ? 'action' : 'workflow';
  if (root === undefined) return { line: 1, column: 1, reason: REASONS[kind] };
  const file = {
    path,
    text,
    ...optional('name', nodes.textAt(root, 'name')),
    expressionTexts: nodes.expressionTexts(),
  };
  return kind === 'action' ? readAction(nodes, root, file) : readJobs(nodes, root, file);
}

/** Any YAML, and what is wrong with it. */
function readWithLibrary(source: Source): YamlNode | Unreadable | undefined {
  const document = parseDocument(source.text, {
    prettyErrors: false,
    uniqueKeys: true,
    strict: false,
    schema: 'failsafe',
  });
  const [error] = document.errors;
  if (error !== undefined) return { ...positionOf(source, error.pos[0]), reason: error.message };
  return treeOf(document, source.text);
}

const REASONS = {
  workflow: 'a workflow is a mapping of keys',
  action: 'an action is a mapping of keys with `runs`',
} as const;

/** Whether a path is that of an action's metadata file. */
export function isActionPath(path: string): boolean {
  return /(?:^|\/)action\.ya?ml$/.test(path) && !isWorkflowPath(path);
}

/** Whether a path is that of a workflow file. */
export function isWorkflowPath(path: string): boolean {
  return /(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/i.test(path);
}

type FileParts = Pick<Workflow, 'path' | 'text' | 'name' | 'expressionTexts'>;

function readJobs(nodes: YamlNodes, root: YamlMap, file: FileParts): Workflow {
  const shell = readDefaultShell(nodes, root);
  return {
    ...file,
    kind: 'workflow',
    triggers: readTriggers(nodes, root),
    ...optional('permissions', readPermissions(nodes, root)),
    ...optional('concurrency', readConcurrency(nodes, root)),
    ...optional('cacheMode', nodes.textAt(root, 'cache-mode')),
    env: nodes.entries(nodes.at(root, 'env')),
    jobs: (nodes.map(nodes.at(root, 'jobs'))?.items ?? []).flatMap((pair) => {
      const id = nodes.scalar(pair.key);
      const job = nodes.map(pair.value);
      return id === undefined || job === undefined ? [] : [readJob(nodes, id, job, shell)];
    }),
  };
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax */
function readAction(nodes: YamlNodes, root: YamlMap, file: FileParts): Workflow | Unreadable {
  const runs = nodes.map(nodes.at(root, 'runs'));
  const using = nodes.textAt(runs, 'using');
  if (using === undefined) return { line: 1, column: 1, reason: REASONS.action };
  const position = nodes.keyAt(root, 'runs') ?? { line: 1, column: 1 };
  return {
    ...file,
    kind: 'action',
    runs: { using, ...optional('image', nodes.textAt(runs, 'image')) },
    triggers: [],
    env: [],
    jobs: [
      {
        ...position,
        id: '',
        needs: [],
        runsOn: [],
        env: [],
        services: [],
        secrets: [],
        with: [],
        matrixValues: [],
        steps: readSteps(nodes, nodes.at(runs, 'steps'), undefined),
      },
    ],
  };
}

/** Whether {@link readWorkflow} failed. */
export function isUnreadable(result: Workflow | Unreadable): result is Unreadable {
  return 'reason' in result;
}

function readConcurrency(nodes: YamlNodes, root: YamlMap): Workflow['concurrency'] {
  const position = nodes.keyAt(root, 'concurrency');
  if (position === undefined) return undefined;
  const cancel = nodes.textAt(nodes.map(nodes.at(root, 'concurrency')), 'cancel-in-progress');
  return { ...position, ...optional('cancelInProgress', cancel) };
}

function readTriggers(nodes: YamlNodes, root: YamlMap): readonly Trigger[] {
  const on = nodes.at(root, 'on');
  const names = nodes.list(on);
  if (names.length > 0)
    return names.map(({ value, line, column }) => ({
      ...plainTrigger,
      event: value,
      line,
      column,
    }));
  return (nodes.map(on)?.items ?? []).flatMap((pair) => {
    const key = nodes.scalar(pair.key);
    if (key === undefined) return [];
    const filter = nodes.map(pair.value);
    const list = (name: string): readonly string[] =>
      nodes.list(nodes.at(filter, name)).map((item) => item.value);
    return [
      {
        event: key.value,
        line: key.line,
        column: key.column,
        branches: list('branches'),
        branchesIgnore: list('branches-ignore'),
        tags: list('tags'),
        tagsIgnore: list('tags-ignore'),
        types: list('types'),
        paths: list('paths'),
        pathsIgnore: list('paths-ignore'),
        pathFilter: hasKey(filter, 'paths') || hasKey(filter, 'paths-ignore'),
        crons: nodes
          .items(pair.value)
          .flatMap((item) => nodes.textAt(nodes.map(item), 'cron') ?? []),
        inputs: readParameters(nodes, nodes.at(filter, 'inputs')),
        secrets: readParameters(nodes, nodes.at(filter, 'secrets')),
      },
    ];
  });
}

function readParameters(nodes: YamlNodes, node: YamlNode | undefined): readonly Parameter[] {
  return (nodes.map(node)?.items ?? []).flatMap((pair): Parameter[] => {
    const name = nodes.scalar(pair.key);
    const settings = nodes.map(pair.value);
    if (name === undefined) return [];
    const required = nodes.textAt(settings, 'required')?.value === 'true';
    return [{ name, required: required && !hasKey(settings, 'default') }];
  });
}

const plainTrigger = {
  branches: [],
  branchesIgnore: [],
  tags: [],
  tagsIgnore: [],
  types: [],
  paths: [],
  pathsIgnore: [],
  pathFilter: false,
  crons: [],
  inputs: [],
  secrets: [],
} as const;
