import { makeUrn, parseUrn, rootStackType } from '../../provider/protocol/urn';
import { type AliasSpec, type Goal } from './goal';

/** What the aliases of a resource are worked out from. */
export interface AliasContext {
  readonly stack: string;
  readonly project: string;
  /** URN under which a resource of this run was found in the old state, by its URN of today. */
  readonly oldUrnOf: (urn: string) => string | undefined;
}

/**
 * Every URN under which the old state may know a resource, besides its own: its declared aliases, those it inherits
 * from a renamed parent, and the two combined, in the order the engine tries them.
 *
 * https://www.pulumi.com/docs/iac/concepts/resources/options/aliases/
 */
export function aliasUrns(
  goal: Pick<Goal, 'name' | 'type' | 'parent' | 'aliases'>,
  context: AliasContext,
): readonly string[] {
  const own = goal.aliases.map((alias) => aliasUrn(alias, goal, context));
  const oldParent = goal.parent === '' ? undefined : context.oldUrnOf(goal.parent);
  if (oldParent === undefined) return [...new Set(own)];
  const parentName = parseUrn(goal.parent).name;
  const inherited = (type: string, name: string): string =>
    makeUrn({
      stack: context.stack,
      project: context.project,
      parent: oldParent,
      type,
      // By convention a child is called after its parent, so a renamed parent renames it too.
      name: name.startsWith(parentName)
        ? parseUrn(oldParent).name + name.slice(parentName.length)
        : name,
    });
  return [
    ...new Set([
      ...own,
      inherited(goal.type, goal.name),
      ...own.map((urn) => inherited(parseUrn(urn).type, parseUrn(urn).name)),
    ]),
  ];
}

function aliasUrn(
  alias: AliasSpec,
  goal: Pick<Goal, 'name' | 'type' | 'parent'>,
  context: AliasContext,
): string {
  if ('urn' in alias) return alias.urn;
  const named =
    alias.parent === '' ? goal.parent : (context.oldUrnOf(alias.parent) ?? alias.parent);
  const atRoot = alias.noParent || named === '' || parseUrn(named).qualifiedType === rootStackType;
  return makeUrn({
    stack: alias.stack === '' ? context.stack : alias.stack,
    project: alias.project === '' ? context.project : alias.project,
    parent: atRoot ? '' : named,
    type: alias.type === '' ? goal.type : alias.type,
    name: alias.name === '' ? goal.name : alias.name,
  });
}
