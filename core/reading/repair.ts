import { parseDocument } from 'yaml';
import { stableJson, type Json } from '../kernel/stable-json';
import { isUnreadable, readWorkflow } from './read-workflow';
import { type Edit, type Finding, type KeyPath, type WorkflowRule } from './rule';
import { type Workflow } from './workflow';

/**
 * The text of a workflow file with the findings of a rule fixed. The result is parsed again: only what the repair is for
 * may differ, and there must be fewer findings. An edit that does not fit the way the file is written is left out.
 *
 * @param isLeft tells the findings that are to stay as they are.
 * @returns undefined where nothing can be fixed.
 */
export function repairedText(
  rule: Pick<WorkflowRule, 'repair' | 'check'>,
  workflow: Workflow,
  config: unknown,
  isLeft: (finding: Finding) => boolean = () => false,
): string | undefined {
  const { repair, check } = rule;
  if (repair === undefined) return undefined;
  const found = check(workflow, config);
  const findings = found.length;
  if (findings === 0) return undefined;
  const attempt = (edits: readonly Edit[]): string | undefined => {
    const repaired = edited(repair, workflow, edits);
    if (repaired === undefined) return undefined;
    return check(repaired, config).length < findings ? repaired.text : undefined;
  };
  const edits = found.some(isLeft)
    ? fixesOf(rule, workflow, config).flatMap((fix) =>
        fix.findings.some(isLeft) ? [] : [fix.edit],
      )
    : distinct(repair.edits(workflow, config));
  return attempt(edits) ?? attempt(edits.filter((edit) => attempt([edit]) !== undefined));
}

/** An edit that fixes findings, by itself. */
interface FindingFix {
  readonly edit: Edit;
  /** The findings that it fixes, as the rule gave them. */
  readonly findings: readonly Finding[];
}

/** For each edit of a rule that can be made alone what it fixes. */
export function fixesOf(
  rule: Pick<WorkflowRule, 'repair' | 'check'>,
  workflow: Workflow,
  config: unknown,
): readonly FindingFix[] {
  const { repair, check } = rule;
  if (repair === undefined) return [];
  const before = check(workflow, config);
  if (before.length === 0) return [];
  return distinct(repair.edits(workflow, config)).flatMap((edit): FindingFix[] => {
    const repaired = edited(repair, workflow, [edit]);
    if (repaired === undefined) return [];
    const left = new Set(check(repaired, config).map((finding) => offsetOf(finding, repaired)));
    const findings = before.filter((finding) => {
      const offset = offsetOf(finding, workflow);
      const isBehind = offset >= edit.offset + edit.remove;
      return !left.has(isBehind ? offset + edit.insert.length - edit.remove : offset);
    });
    return findings.length === 0 ? [] : [{ edit, findings }];
  });
}

function offsetOf({ line = 1, column = 1 }: Finding, { text }: Workflow): number {
  let start = 0;
  for (let number = 1; number < line; number += 1) start = text.indexOf('\n', start) + 1;
  return start + column - 1;
}

/** The workflow after edits; undefined where they do not fit, or change anything else. */
function edited(
  repair: NonNullable<WorkflowRule['repair']>,
  workflow: Workflow,
  edits: readonly Edit[],
): Workflow | undefined {
  if (edits.length === 0 || overlap(edits)) return undefined;
  const result = applyEdits(workflow.text, edits);
  const repaired = readWorkflow(workflow.path, result);
  if (isUnreadable(repaired)) return undefined;
  const kept: Kept = (path, value) => repair.kept(path, value);
  return isOnlyChange(workflow.text, result, kept) ? repaired : undefined;
}

/** A value behind an anchor belongs to several jobs, and is edited once. */
function distinct(edits: readonly Edit[]): readonly Edit[] {
  const byPlace = new Map(edits.map((edit) => [JSON.stringify(edit), edit]));
  return [...byPlace.values()].sort((a, b) => a.offset - b.offset);
}

function overlap(edits: readonly Edit[]): boolean {
  return edits.some((edit, index) => {
    const before = edits[index - 1];
    return before !== undefined && before.offset + Math.max(before.remove, 1) > edit.offset;
  });
}

function applyEdits(text: string, edits: readonly Edit[]): string {
  return edits.reduceRight(
    (result, { offset, remove, insert }) =>
      result.slice(0, offset) + insert + result.slice(offset + remove),
    text,
  );
}

type Kept = (path: KeyPath, value: unknown) => unknown;

function isOnlyChange(before: string, after: string, kept: Kept): boolean {
  const [one, other] = [valueOf(before), valueOf(after)];
  if (one === undefined || other === undefined) return false;
  return textOf(keptOf(one, [], kept)) === textOf(keptOf(other, [], kept));
}

/** The document is read without types: what it holds are texts, lists and mappings. */
const textOf = (value: unknown): string => stableJson((value ?? null) as Json);

/** A document with its anchors followed; undefined where it is too large or broken. */
function valueOf(text: string): unknown {
  const document = parseDocument(text, { schema: 'failsafe', uniqueKeys: true });
  if (document.errors.length > 0) return undefined;
  try {
    return document.toJS({ maxAliasCount: 1_000 }) as unknown;
  } catch {
    return undefined;
  }
}

function keptOf(value: unknown, path: KeyPath, kept: Kept): unknown {
  const own = kept(path, value);
  if (own === undefined || typeof own !== 'object' || own === null) return own;
  if (Array.isArray(own))
    return (own as readonly unknown[]).map((item, index) => keptOf(item, [...path, index], kept));
  const entries = Object.entries(own).flatMap(([key, item]) => {
    const rest = keptOf(item, [...path, key], kept);
    return rest === undefined ? [] : [[key, rest] as const];
  });
  // A mapping of which nothing is left may be one that the repair has begun.
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
