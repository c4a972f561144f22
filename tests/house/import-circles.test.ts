import * as path from 'node:path';
import * as ts from 'typescript';
import { files, textOf } from './project-files';

const sources = new Set(files.filter((file) => /\.(ts|js|mjs)$/.test(file)));

/** The files of this project that a file imports, for values and for types. */
function importsOf(file: string, text: string, known: ReadonlySet<string>): readonly string[] {
  return ts.preProcessFile(text, true, true).importedFiles.flatMap(({ fileName }) => {
    if (!fileName.startsWith('.')) return [];
    const target = path.posix.join(path.posix.dirname(file), fileName);
    const candidates = [target, `${target}.ts`, `${target}.js`, `${target}/index.ts`];
    return candidates.filter((candidate) => known.has(candidate)).slice(0, 1);
  });
}

/** Circles in a graph, each as the way round it. */
function circles(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (node: string, way: readonly string[]): void => {
    const begin = way.indexOf(node);
    if (begin !== -1) {
      found.push([...way.slice(begin), node].join(' → '));
      return;
    }
    if (done.has(node)) return;
    for (const next of graph.get(node) ?? []) visit(next, [...way, node]);
    done.add(node);
  };
  for (const node of graph.keys()) visit(node, []);
  return found;
}

test('a circle of imports is found, also one of types', () => {
  const texts = {
    'a.ts': "import type { B } from './b';",
    'b.ts': "import { c } from './c';",
    'c/index.ts': "export type { A } from '../a';",
    'd.ts': "import { c } from './c';\nimport * as path from 'node:path';",
  };
  const known = new Set(Object.keys(texts));
  const graph = new Map(
    Object.entries(texts).map(([file, text]) => [file, importsOf(file, text, known)]),
  );
  expect(circles(graph)).toEqual(['a.ts → b.ts → c/index.ts → a.ts']);
});

test('imports make no circle, those of types included', () => {
  const graph = new Map([...sources].map((file) => [file, importsOf(file, textOf(file), sources)]));
  expect([...graph.values()].flat().length).toBeGreaterThan(1000);
  expect(circles(graph)).toEqual([]);
});
