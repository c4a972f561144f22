import { isAlias, isMap, isScalar, isSeq, type Document, type LineCounter, type Node } from 'yaml';
import { type Problem } from '../../kernel/problem';
import { type Position } from './parsed-workflow';

/**
 * Reads nodes of one YAML document as what is expected of them, and notes a problem, with position and key path, where
 * something else is found. Absent and `null` read as nothing; aliases are followed.
 */
export class YamlReader {
  private readonly found: Problem[] = [];

  constructor(
    private readonly file: string,
    private readonly document: Document,
    private readonly lines: LineCounter,
  ) {}

  get problems(): readonly Problem[] {
    return this.found;
  }

  position(node: unknown): Position {
    const offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
    const { line, col } = this.lines.linePos(offset);
    return { line, column: col };
  }

  report(node: unknown, path: string, message: string, allowed: string): undefined {
    const code = 'workflow-shape';
    this.found.push({ code, file: this.file, path, ...this.position(node), message, allowed });
    return undefined;
  }

  /** The node behind an alias; `undefined` for nothing and for `null`. */
  resolve(node: unknown): Node | undefined {
    const target: unknown = isAlias(node) ? node.resolve(this.document) : node;
    if (!isNode(target) || (isScalar(target) && target.value === null)) return undefined;
    return target;
  }

  /** Keys and values of a map, in their order. */
  map(node: unknown, path: string): readonly MapEntry[] | undefined {
    const target = this.resolve(node);
    if (target === undefined) return undefined;
    if (!isMap(target)) return this.report(target, path, `${path} has the wrong form`, 'a map');
    return target.items.map((pair) => ({
      key: isScalar(pair.key) ? String(pair.key.value) : '',
      keyNode: pair.key,
      value: pair.value,
    }));
  }

  /** A map as a lookup; empty when there is none. */
  fields(node: unknown, path: string): ReadonlyMap<string, unknown> {
    return new Map((this.map(node, path) ?? []).map((entry) => [entry.key, entry.value]));
  }

  list(node: unknown, path: string): readonly unknown[] | undefined {
    const target = this.resolve(node);
    if (target === undefined) return undefined;
    if (!isSeq(target)) return this.report(target, path, `${path} has the wrong form`, 'a list');
    return target.items;
  }

  scalar(node: unknown, path: string): string | number | boolean | undefined {
    const target = this.resolve(node);
    if (target === undefined) return undefined;
    const value: unknown = isScalar(target) ? target.value : undefined;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      return value;
    }
    return this.report(target, path, `${path} has the wrong form`, 'text, a number, true or false');
  }

  text(node: unknown, path: string): string | undefined {
    const value = this.scalar(node, path);
    return value === undefined ? undefined : String(value);
  }

  /** One text or a list of texts, as `needs`, `branches` and others may be written. */
  texts(node: unknown, path: string): readonly string[] | undefined {
    const target = this.resolve(node);
    if (target === undefined) return undefined;
    if (!isSeq(target)) {
      const one = this.text(target, path);
      return one === undefined ? undefined : [one];
    }
    return target.items.flatMap(
      (item, index) => this.text(item, `${path}[${String(index)}]`) ?? [],
    );
  }

  /** A map of texts; an expression in its place reads as empty. */
  textMap(node: unknown, path: string): Readonly<Record<string, string>> {
    if (this.isExpression(node)) return {};
    const entries = this.map(node, path) ?? [];
    return Object.fromEntries(
      entries.map(({ key, value }) => [key, this.text(value, `${path}.${key}`) ?? '']),
    );
  }

  isExpression(node: unknown): boolean {
    const target = this.resolve(node);
    return isScalar(target) && typeof target.value === 'string' && target.value.includes('${{');
  }
}

export interface MapEntry {
  readonly key: string;
  readonly keyNode: unknown;
  readonly value: unknown;
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}

/** Leaves out what is `undefined`, so that an absent value is an absent property. */
export function present<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
