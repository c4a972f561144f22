import { type z } from 'zod';
import { type Attempt, type ResourceView, type StackView } from './resource-view';
import { type Position, type Workflow } from './workflow';

/** From the least to the most severe. */
export const severities = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** How sure it is that a finding is a fault. */
export const confidences = ['low', 'medium', 'high'] as const;
export type Confidence = (typeof confidences)[number];

/** What a rule found: one sentence for the fault and one for the fix, with a position where the text is known. */
export interface Finding extends Partial<Position> {
  /** The file it is in, where the workflow uses what another file has. */
  readonly file?: string;
  readonly message: string;
  readonly fix: string;
  /** Where it is another one than the rule's. */
  readonly confidence?: Confidence;
  /** Key of the Gatehouse configuration that decides this finding, where the rule's own is not exact enough. */
  readonly setting?: string;
  /** Day up to which it is tolerated, as `2026-03-31`: it is reported from the day after on. */
  readonly toleratedUntil?: string;
}

/** Findings that are due on a day. */
export function dueFindings(findings: readonly Finding[], today: string): readonly Finding[] {
  return findings.filter(
    ({ toleratedUntil }) => toleratedUntil === undefined || toleratedUntil < today,
  );
}

/** A finding at a place of the file. (A text looks its place up when asked, so that a spread of it would carry none.) */
export function findingAt(
  { line, column, file }: Position & Pick<Finding, 'file'>,
  message: string,
  fix: string,
): Finding {
  return { ...(file === undefined ? {} : { file }), line, column, message, fix };
}

/** A finding of a stack rule also names the resource it is on. */
export interface StackFinding extends Finding {
  readonly urn?: string;
  readonly repository?: string;
}

/** A change of the text that fixes a finding: the characters from `offset` on, `remove` of them, become `insert`. */
export interface Edit {
  readonly offset: number;
  readonly remove: number;
  readonly insert: string;
}

/** Keys and indexes from the root of a file down to a value. */
export type KeyPath = readonly (string | number)[];

/** How a rule fixes what it finds in a workflow file. */
interface Repair<C> {
  edits(workflow: Workflow, config: C): readonly Edit[];
  /** What of a value the edits must leave as it is; undefined where they may change, or add, all of it. */
  kept(path: KeyPath, value: unknown): unknown;
}

interface RuleBase<C> {
  /** Identifier, kebab-case; also the name of the Pulumi policy and of the file. */
  readonly name: string;
  /** One line: what must hold. */
  readonly description: string;
  readonly severity: Severity;
  /** `high` unless the rule takes a pattern of text for what it means. */
  readonly confidence?: Confidence;
  /** False where a violation is a matter of reliability, speed or quality. */
  readonly security?: false;
  /** Level without any pack configuration; `mandatory` unless the rule is a recommendation. */
  readonly level?: 'advisory' | 'mandatory';
  /** Why it must hold. */
  readonly why: string;
  /** The vendor page, advisory or audit that is the source of the rule. */
  readonly link: string;
  /** What a reader does about a finding. */
  readonly remediation: string;
  /** Key of the Gatehouse configuration that decides this, where there is one. */
  readonly setting?: string;
  /** Settings of the rule, with defaults for all of them. */
  readonly config?: z.ZodType<C>;
}

interface Example {
  readonly violates: string;
  readonly passes: string;
}

/** Looks at one workflow file, with what it uses of the same commit. */
export interface WorkflowRule<C = unknown> extends RuleBase<C> {
  readonly scope: 'workflow';
  /** Whether it looks at the metadata files of actions too. */
  readonly actions?: true;
  /** Texts of a workflow file; the path is that of `examplePath`, or `.github/workflows/ci.yml`. */
  readonly example: Example;
  readonly examplePath?: string;
  /** Settings the examples are tried with, where the defaults switch the rule off. */
  readonly exampleConfig?: C;
  /** Other files of the commit of the examples, by path. */
  readonly exampleFiles?: Readonly<Record<string, string>>;
  check(workflow: Workflow, config: C): readonly Finding[];
  /** Edits that fix findings without changing anything else; see `repairedText`. */
  readonly repair?: Repair<C>;
}

/** Looks at the text of one file, readable or not. */
export interface FileRule<C = unknown> extends RuleBase<C> {
  readonly scope: 'file';
  /** Paths of the files that it looks at; absent: workflows and actions. */
  readonly path?: RegExp;
  /** Whether it is the one that says that a text is not known yet. */
  readonly saysUnknown?: true;
  readonly example: Example;
  readonly examplePath?: string;
  readonly exampleConfig?: C;
  check(file: { readonly path: string; readonly text: string }, config: C): readonly Finding[];
}

/** A resource as an example writes it. */
export interface ExampleResource {
  readonly type: string;
  readonly name?: string;
  readonly props: Readonly<Record<string, unknown>>;
  /** Key paths of `props` that are Pulumi secrets. */
  readonly secrets?: readonly string[];
}

/** Looks at the inputs of one resource. */
export interface ResourceRule<C = unknown> extends RuleBase<C> {
  readonly scope: 'resource';
  /** Type tokens the rule looks at; absent: every type. */
  readonly types?: readonly string[];
  readonly example: { readonly violates: ExampleResource; readonly passes: ExampleResource };
  readonly exampleConfig?: C;
  check(resource: ResourceView, config: C, attempt: Attempt): readonly StackFinding[];
  /** The same of the text of a file that no resource writes. */
  readonly checkFile?: (file: {
    readonly path: string;
    readonly text: string;
  }) => readonly Finding[];
  /** What `check` leaves open because only the other resources of the stack tell. */
  readonly checkStack?: (stack: StackView, config: C) => readonly StackFinding[];
  /** Key paths of properties that are to become Pulumi secrets: the one repair of a resource that is always safe. */
  makeSecret?(resource: ResourceView, config: C): readonly string[];
}

/** Looks at all resources of a stack together. */
export interface StackRule<C = unknown> extends RuleBase<C> {
  readonly scope: 'stack';
  readonly example: {
    readonly violates: readonly ExampleResource[];
    readonly passes: readonly ExampleResource[];
  };
  readonly exampleConfig?: C;
  readonly check: (stack: StackView, config: C) => readonly StackFinding[];
}

export type Rule = FileRule | WorkflowRule | ResourceRule | StackRule;

// A rule's own settings type is known where it is written; the list of rules needs one type for all of them.
// Settings only ever come from the rule's own schema, so the widening is sound.
export function workflowRule<C>(rule: Omit<WorkflowRule<C>, 'scope'>): WorkflowRule {
  const check = (workflow: Workflow, config: C): readonly Finding[] =>
    workflow.kind === 'action' && rule.actions !== true
      ? []
      : oncePerPlace(rule.check(workflow, config));
  return { ...rule, check, scope: 'workflow' } as unknown as WorkflowRule;
}

/** What is behind an anchor belongs to several jobs, and is one place to fix. */
function oncePerPlace(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ file = '', line, column, message }) => {
    if (line === undefined || column === undefined) return true;
    const key = `${file}:${line}:${column} ${message.replace(/\bjob [\w-]+/g, 'job')}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

export function fileRule<C>(rule: Omit<FileRule<C>, 'scope'>): FileRule {
  return { ...rule, scope: 'file' } as unknown as FileRule;
}

export function resourceRule<C>(rule: Omit<ResourceRule<C>, 'scope'>): ResourceRule {
  return { ...rule, scope: 'resource' } as unknown as ResourceRule;
}

export function stackRule<C>(rule: Omit<StackRule<C>, 'scope'>): StackRule {
  return { ...rule, scope: 'stack' } as unknown as StackRule;
}
