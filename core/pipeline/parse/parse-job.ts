import { isMap, isScalar, isSeq, type Node } from 'yaml';
import {
  type ParsedConcurrency,
  type ParsedJob,
  type ParsedMatrix,
  type ParsedPermissions,
  type ParsedStep,
} from './parsed-workflow';
import { present, type MapEntry, type YamlReader } from './yaml-reader';

/** Reads one entry of `jobs`. */
export function parseJob(reader: YamlReader, { key: id, keyNode, value }: MapEntry): ParsedJob {
  const path = `jobs.${id}`;
  const fields = reader.fields(value, path);
  const text = (key: string) => reader.text(fields.get(key), `${path}.${key}`);
  const strategy = reader.fields(fields.get('strategy'), `${path}.strategy`);
  const steps = reader.list(fields.get('steps'), `${path}.steps`);
  const uses = text('uses');
  if (steps === undefined && uses === undefined) {
    reader.report(keyNode, path, `job "${id}" does nothing`, 'steps, or uses');
  }
  const secrets = reader.resolve(fields.get('secrets'));
  const services = reader.isExpression(fields.get('services')) ? undefined : fields.get('services');
  return {
    id,
    needs: reader.texts(fields.get('needs'), `${path}.needs`) ?? [],
    runsOn: parseRunsOn(reader, fields.get('runs-on'), `${path}.runs-on`),
    env: reader.textMap(fields.get('env'), `${path}.env`),
    outputs: reader.textMap(fields.get('outputs'), `${path}.outputs`),
    with: reader.textMap(fields.get('with'), `${path}.with`),
    services: (reader.map(services, `${path}.services`) ?? []).map((each) => each.key),
    steps: (steps ?? []).map((step, index) =>
      parseStep(reader, step, `${path}.steps[${String(index)}]`),
    ),
    position: reader.position(keyNode),
    ...present({
      name: text('name'),
      if: text('if'),
      permissions: parsePermissions(reader, fields.get('permissions'), `${path}.permissions`),
      timeoutMinutes: numberOrText(
        reader,
        fields.get('timeout-minutes'),
        `${path}.timeout-minutes`,
      ),
      matrix: parseMatrix(reader, strategy.get('matrix'), `${path}.strategy.matrix`),
      concurrency: parseConcurrency(reader, fields.get('concurrency'), `${path}.concurrency`),
      environment: named(reader, fields.get('environment'), 'name', `${path}.environment`),
      container: named(reader, fields.get('container'), 'image', `${path}.container`),
      continueOnError: flag(reader, fields.get('continue-on-error'), `${path}.continue-on-error`),
      uses,
      usesPosition: uses === undefined ? undefined : reader.position(fields.get('uses')),
      secrets:
        secrets === undefined
          ? undefined
          : isScalar(secrets)
            ? ('inherit' as const)
            : reader.textMap(secrets, `${path}.secrets`),
      defaultShell: parseDefaultShell(reader, fields.get('defaults'), `${path}.defaults`),
    }),
  };
}

function parseStep(reader: YamlReader, node: unknown, path: string): ParsedStep {
  const fields = reader.fields(node, path);
  const text = (key: string) => reader.text(fields.get(key), `${path}.${key}`);
  const usesNode = reader.resolve(fields.get('uses'));
  const uses = text('uses');
  const run = text('run');
  if (uses === undefined && run === undefined) {
    reader.report(node, path, `${path} does nothing`, 'uses, or run');
  }
  return {
    with: reader.textMap(fields.get('with'), `${path}.with`),
    env: reader.textMap(fields.get('env'), `${path}.env`),
    position: reader.position(node),
    ...present({
      name: text('name'),
      id: text('id'),
      if: text('if'),
      uses,
      usesComment: usesNode?.comment?.trim(),
      run,
      shell: text('shell'),
      continueOnError: flag(reader, fields.get('continue-on-error'), `${path}.continue-on-error`),
      timeoutMinutes: numberOrText(
        reader,
        fields.get('timeout-minutes'),
        `${path}.timeout-minutes`,
      ),
    }),
  };
}

/** `read-all`, `write-all`, `{}`, or a map of scopes. */
export function parsePermissions(
  reader: YamlReader,
  node: unknown,
  path: string,
): ParsedPermissions | undefined {
  const target = reader.resolve(node);
  if (target === undefined) return undefined;
  const position = reader.position(target);
  if (isScalar(target)) {
    if (target.value === 'read-all') return { kind: 'all', access: 'read', position };
    if (target.value === 'write-all') return { kind: 'all', access: 'write', position };
    return reader.report(
      target,
      path,
      `${path} has the wrong form`,
      'read-all, write-all or a map',
    );
  }
  const scopes: Record<string, 'read' | 'write' | 'none'> = {};
  for (const { key, value } of reader.map(target, path) ?? []) {
    const access = reader.text(value, `${path}.${key}`);
    if (access === 'read' || access === 'write' || access === 'none') scopes[key] = access;
    else
      reader.report(
        value,
        `${path}.${key}`,
        `${path}.${key} has the wrong value`,
        'read, write or none',
      );
  }
  return { kind: 'scopes', scopes, position };
}

/** A group alone, or a map. */
export function parseConcurrency(
  reader: YamlReader,
  node: unknown,
  path: string,
): ParsedConcurrency | undefined {
  const target = reader.resolve(node);
  if (target === undefined) return undefined;
  const position = reader.position(target);
  if (isScalar(target)) {
    const group = reader.text(target, path);
    return group === undefined ? undefined : { group, cancelInProgress: false, position };
  }
  const fields = reader.fields(target, path);
  const group = reader.text(fields.get('group'), `${path}.group`);
  if (group === undefined) {
    return reader.report(target, path, `${path} has no group`, 'group, and cancel-in-progress');
  }
  const cancel = flag(reader, fields.get('cancel-in-progress'), `${path}.cancel-in-progress`);
  return { group, cancelInProgress: cancel ?? false, position };
}

export function parseDefaultShell(
  reader: YamlReader,
  node: unknown,
  path: string,
): string | undefined {
  const run = reader.fields(reader.fields(node, path).get('run'), `${path}.run`);
  return reader.text(run.get('shell'), `${path}.run.shell`);
}

function parseMatrix(reader: YamlReader, node: unknown, path: string): ParsedMatrix | undefined {
  if (reader.resolve(node) === undefined) return undefined;
  const axes = new Map<string, readonly string[] | undefined>();
  if (reader.isExpression(node)) return { axes, include: [], exclude: [], dynamic: true };
  const fields = reader.fields(node, path);
  const combinations = (key: string) =>
    reader.isExpression(fields.get(key))
      ? []
      : (reader.list(fields.get(key), `${path}.${key}`) ?? []).map((item, index) =>
          shownMap(reader, item, `${path}.${key}[${String(index)}]`),
        );
  for (const [key, value] of fields) {
    if (key === 'include' || key === 'exclude') continue;
    const values = reader.isExpression(value) ? undefined : reader.list(value, `${path}.${key}`);
    axes.set(
      key,
      values?.map((item) => shown(reader.resolve(item))),
    );
  }
  return {
    axes,
    include: combinations('include'),
    exclude: combinations('exclude'),
    dynamic:
      reader.isExpression(fields.get('include')) || reader.isExpression(fields.get('exclude')),
  };
}

function shownMap(reader: YamlReader, node: unknown, path: string): Record<string, string> {
  const entries = reader.map(node, path) ?? [];
  return Object.fromEntries(entries.map(({ key, value }) => [key, shown(reader.resolve(value))]));
}

/** A matrix value as GitHub shows it in a check's name; a map or list shows its scalars. */
function shown(node: Node | undefined): string {
  if (isScalar(node)) return String(node.value);
  if (isSeq(node)) return node.items.map((item) => shown(item as Node)).join(', ');
  if (isMap(node)) return node.items.map((pair) => shown(pair.value as Node)).join(', ');
  return '';
}

/** A label, a list of labels, or a map with `group` and `labels`. */
function parseRunsOn(reader: YamlReader, node: unknown, path: string): readonly string[] {
  const target = reader.resolve(node);
  if (!isMap(target)) return reader.texts(target, path) ?? [];
  const fields = reader.fields(target, path);
  return reader.texts(fields.get('labels'), `${path}.labels`) ?? [];
}

/** A text, or a map that holds it under a key. */
function named(reader: YamlReader, node: unknown, key: string, path: string): string | undefined {
  const target = reader.resolve(node);
  return isMap(target)
    ? reader.text(reader.fields(target, path).get(key), `${path}.${key}`)
    : reader.text(target, path);
}

function numberOrText(
  reader: YamlReader,
  node: unknown,
  path: string,
): number | string | undefined {
  const value = reader.scalar(node, path);
  return typeof value === 'boolean' ? String(value) : value;
}

function flag(reader: YamlReader, node: unknown, path: string): boolean | string | undefined {
  const value = reader.scalar(node, path);
  return typeof value === 'number' ? String(value) : value;
}
