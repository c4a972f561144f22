import {
  isActionPath,
  isUnreadable,
  isWorkflowPath,
  readWorkflow,
} from '../core/reading/read-workflow';
import { fixesOf } from '../core/reading/repair';
import { positionOf } from '../core/reading/source';
import { type Violation } from '../core/reading/violation';
import { type Position } from '../core/reading/workflow';
import { type FoundTree } from './find-files';
import { configOf, type PackConfig } from './pack-config';
import { rules } from './rules';

/** A change of a file that fixes one violation. */
interface SuggestedFix {
  readonly start: Position;
  readonly end: Position;
  readonly insert: string;
}

/** Finds the change that fixes a violation; undefined where there is none. */
export type FixFor = (violation: Violation) => SuggestedFix | undefined;

/** The changes that rules have for what they found, each tried by itself. */
export function suggestedFixes(trees: readonly FoundTree[], config: PackConfig): FixFor {
  const known = new Map<string, SuggestedFix>();
  for (const { path, text, shown, isContext } of trees.flatMap(({ files }) => files)) {
    if (!isWorkflowPath(path) && !isActionPath(path)) continue;
    const workflow = readWorkflow(path, text);
    if (isContext || isUnreadable(workflow)) continue;
    const lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    const at = (offset: number): Position => positionOf({ text, lineStarts }, offset);
    for (const rule of rules) {
      const { level, settings } = configOf(rule, config);
      if (rule.scope !== 'workflow' || level === 'disabled') continue;
      for (const { edit, findings } of fixesOf(rule, workflow, settings)) {
        const { offset, remove, insert } = edit;
        const fix = { start: at(offset), end: at(offset + remove), insert };
        for (const { line = 1, column = 1 } of findings)
          known.set(keyOf(rule.name, shown, line, column), fix);
      }
    }
  }
  return ({ rule, file = '', line = 1, column = 1 }) => known.get(keyOf(rule, file, line, column));
}

const keyOf = (rule: string, file: string, line: number, column: number): string =>
  [rule, file, line, column].join('\0');
