import { optional } from './optional';
import { type Permissions, type Text } from './workflow';
import { type YamlNodes } from './yaml-nodes';
import { type YamlMap } from './yaml-tree';

/** `permissions` of a workflow or a job. */
export function readPermissions(nodes: YamlNodes, owner: YamlMap): Permissions | undefined {
  const position = nodes.keyAt(owner, 'permissions');
  if (position === undefined) return undefined;
  const node = nodes.at(owner, 'permissions');
  const all = nodes.scalar(node);
  const short = all?.value === '' ? undefined : all;
  return { ...position, ...optional('all', short), scopes: nodes.entries(node) };
}

/** `defaults.run.shell` of a workflow or a job. */
export function readDefaultShell(nodes: YamlNodes, owner: YamlMap): Text | undefined {
  const run = nodes.at(nodes.map(nodes.at(owner, 'defaults')), 'run');
  return nodes.textAt(nodes.map(run), 'shell');
}
