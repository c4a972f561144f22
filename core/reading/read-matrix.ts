import { type Matrix, type MatrixObject, type MatrixValue } from './matrix';
import { type Entry } from './workflow';
import { plainScalar } from './yaml-scalar';
import { type YamlNodes } from './yaml-nodes';
import { type YamlMap, type YamlNode } from './yaml-tree';

/** `strategy.matrix` of a job; undefined where there is none, `dynamic` where an expression gives it. */
export function readMatrix(nodes: YamlNodes, job: YamlMap): Matrix | 'dynamic' | undefined {
  const strategy = nodes.at(job, 'strategy');
  if (nodes.isExpression(strategy)) return 'dynamic';
  const node = nodes.at(nodes.map(strategy), 'matrix');
  if (nodes.isExpression(node)) return 'dynamic';
  const matrix = nodes.map(node);
  if (matrix === undefined) return undefined;
  const axes = new Map<string, readonly MatrixValue[]>();
  for (const [key, item] of pairsOf(nodes, matrix)) {
    if (key.includes('${{')) return 'dynamic';
    if (key === 'include' || key === 'exclude') continue;
    const value = valueOf(nodes, item);
    axes.set(key, Array.isArray(value) ? (value as readonly MatrixValue[]) : [value]);
  }
  const include = readEntries(nodes, nodes.at(matrix, 'include'));
  return { axes, include, exclude: readEntries(nodes, nodes.at(matrix, 'exclude')) };
}

/** Values of a matrix with their positions, those of `include` too. */
export function readMatrixValues(nodes: YamlNodes, job: YamlMap): readonly Entry[] {
  const matrix = nodes.map(nodes.at(nodes.map(nodes.at(job, 'strategy')), 'matrix'));
  return (matrix?.items ?? []).flatMap((pair) => {
    const key = nodes.scalar(pair.key);
    if (key === undefined || key.value === 'exclude') return [];
    if (key.value === 'include')
      return nodes.items(pair.value).flatMap((item) => nodes.entries(item));
    return nodes.list(pair.value).map((value) => ({ key, value }));
  });
}

/** Entries of `include` or `exclude`; undefined where an expression stands for one, or for all. */
function readEntries(
  nodes: YamlNodes,
  node: YamlNode | undefined,
): readonly MatrixObject[] | undefined {
  if (nodes.isExpression(node)) return undefined;
  const entries: MatrixObject[] = [];
  for (const item of nodes.items(node)) {
    const value = valueOf(nodes, item);
    if (!(value instanceof Map)) return undefined;
    if ([...value.keys()].some((key) => String(key).includes('${{'))) return undefined;
    entries.push(value as MatrixObject);
  }
  return entries;
}

/** GitHub refuses a workflow that is nested deeper, and an anchor may hold itself. */
const DEEPEST = 50;

function valueOf(nodes: YamlNodes, node: YamlNode | null, depth = 0): MatrixValue {
  if (depth > DEEPEST) return '${{ }}';
  if (node === null) return null;
  if (node.kind === 'map')
    return new Map(
      pairsOf(nodes, node).map(([key, item]) => [key, valueOf(nodes, item, depth + 1)]),
    );
  if (node.kind === 'list') return node.items.map((item) => valueOf(nodes, item, depth + 1));
  const { value, tag, plain } = node;
  if (tag === undefined) return plain ? plainScalar(value) : value;
  return tag === 'tag:yaml.org,2002:str' ? value : plainScalar(value);
}

/** Keys in lower case, and the nodes of their values. */
function pairsOf(nodes: YamlNodes, map: YamlMap): readonly (readonly [string, YamlNode | null])[] {
  return map.items.flatMap((pair) => {
    const key = nodes.scalar(pair.key)?.value;
    return key === undefined ? [] : [[key.toLowerCase(), pair.value] as const];
  });
}
