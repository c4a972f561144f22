import { aliasUrns } from '../engine/aliases';
import { parseUrn } from '../../provider/protocol/urn';
import { resourceKey } from './gate-state';
import { type SurveyedResource } from './survey';

/**
 * The earlier revision's resources under the names of the later one: what the later one knows by an alias is the same
 * resource, as it is for the engine. Parents come before their children, so that a child of a renamed one is found too.
 */
export function matchAliases(
  before: readonly SurveyedResource[],
  after: readonly SurveyedResource[],
): readonly SurveyedResource[] {
  const old = new Map(before.map((resource) => [resourceKey(resource.urn), resource]));
  const taken = new Set<string>();
  const today = new Map<SurveyedResource, SurveyedResource>();
  const oldUrns = new Map<string, string>();
  for (const resource of after) {
    const { urn, parent = '', aliases = [] } = resource;
    const { stack, project, type, name } = parseUrn(urn);
    const goal = { type, name, parent, aliases };
    const context = { stack, project, oldUrnOf: (one: string) => oldUrns.get(one) };
    const key = [urn, ...aliasUrns(goal, context)]
      .map(resourceKey)
      .find((one) => old.has(one) && !taken.has(one));
    const found = key === undefined ? undefined : old.get(key);
    if (key === undefined || found === undefined) continue;
    taken.add(key);
    if (key === resourceKey(urn)) continue;
    today.set(found, resource);
    oldUrns.set(urn, found.urn);
  }
  return before.map((resource) => {
    const renamed = today.get(resource);
    return renamed === undefined ? resource : { ...resource, urn: renamed.urn, name: renamed.name };
  });
}
