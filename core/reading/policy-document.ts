import { isEveryResource } from '../kernel/arn';
import { prop } from './resource-view';

export interface Statement {
  readonly allow: boolean;
  readonly actions: readonly string[];
  /** The statement is about every action but these, where `Action` is absent. */
  readonly notActions: readonly string[];
  /** `Resource` has every resource of a kind, or `NotResource` leaves some out of all. */
  readonly everywhere: boolean;
  readonly principal: unknown;
  readonly condition: unknown;
}

/** Statements of an IAM policy document, given as JSON text or as an object; undefined when it is not readable. */
export function statementsOf(document: unknown): readonly Statement[] | undefined {
  const parsed = typeof document === 'string' ? parseJson(document) : document;
  const statements = prop(parsed, 'Statement');
  if (statements === undefined) return undefined;
  return (Array.isArray(statements) ? (statements as readonly unknown[]) : [statements]).map(
    (item) => {
      const resources = strings(prop(item, 'Resource'));
      return {
        allow: prop(item, 'Effect') === 'Allow',
        actions: strings(prop(item, 'Action')),
        notActions: strings(prop(item, 'NotAction')),
        everywhere:
          resources.some(isEveryResource) || strings(prop(item, 'NotResource')).length > 0,
        principal: prop(item, 'Principal'),
        condition: prop(item, 'Condition'),
      };
    },
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Text that is not JSON is rejected by AWS; a rule cannot judge it.
    return undefined;
  }
}

export function strings(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((item): item is string => typeof item === 'string');
}
