import { builtinModules } from 'node:module';
import { projectRoot, runProgram } from '../support/tools';
import { besideTheRooms, files, foldersAtTop, textOf } from './project-files';

const rooms = foldersAtTop.filter((folder) => !besideTheRooms.includes(folder));

/** Files in the rooms that only tests import, and programs that tests start. */
const onlyForTests =
  /\.test\.ts$|\/fixtures\/|^sandbox\/sample-project\/|^core\/readiness\/arbitrary-facts\.ts$/;

const isProgram = (file: string): boolean => /\.(ts|js|mjs)$/.test(file);

/** What runs where Gatehouse is used, under the engine or at `make plan` (which starts the sandbox's providers), and the build that `npm ci` starts. */
const product = files.filter(
  (file) =>
    isProgram(file) &&
    ((rooms.includes(file.split('/')[0] ?? '') && !/^sandbox\/(?!providers\/)/.test(file)) ||
      /^tools\/(?:build[\w-]*|leave-out[\w-]*|typescript-loader)\.m?js$/.test(file)) &&
    !onlyForTests.test(file),
);

/** What runs beside it, on a checkout with all that `npm ci` installs. */
const workshop = files.filter(
  (file) =>
    /^(sandbox|tools\/(?!stryker\/))/.test(file) &&
    isProgram(file) &&
    !product.includes(file) &&
    !onlyForTests.test(file),
);

/** Forms in which a module is asked for at run time; the linter sees to it that what are types says so. */
const importForms = [
  /^(?:import|export) (?!type\b)[^'";]*?\bfrom '([^']+)'/gm,
  /^import '([^']+)'/gm,
  /\b(?:require|require\.resolve|(?<!typeof )import)\(\s*'([^']+)'/g,
  // Data files of the vendors' packages.
  /\bpackageFile\(\s*'([^']+)'/g,
  // What the build bundles whole.
  /(?<=\bentryPoints: \{[^}]*)[\w'-]+: '(@[^']+)'/g,
];

/** Braces that hold types alone: the import is gone when the file runs. */
const onlyTypes = /^(?:import|export) \{(?:\s*type [\w$ ]+,?)+\s*\}/;

/** Packages that a text imports when it runs. */
function packagesOf(text: string): readonly string[] {
  return importForms.flatMap((form) =>
    [...text.matchAll(form)]
      .filter(([statement]) => !onlyTypes.test(statement))
      .map(([, name]) => name ?? '')
      .filter((name) => !/^(\.|node:)/.test(name) && !builtinModules.includes(name))
      .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name),
  );
}

test('imports are found in each of their forms, and types are none', () => {
  const text = [
    "import type { A } from 'types-1';",
    "import { type B, type C } from 'types-2';",
    "export type { D } from 'types-3';",
    "type E = typeof import('types-4');",
    "import { f, type G } from 'one/part';",
    "import H, {\n  type I,\n  j,\n} from '@scope/two/part';",
    "export * from 'three';",
    "import 'four';",
    "const k = require('five');",
    "await import('six');",
    "packageFile('seven', 'data.json');",
    "entryPoints: { 'name': '@scope/eight' },",
    "import { l } from './neighbour';",
    "import { readFileSync } from 'node:fs';",
  ].join('\n');
  expect([...packagesOf(text)].sort()).toEqual(
    ['one', '@scope/two', 'three', 'four', 'five', 'six', 'seven', '@scope/eight'].sort(),
  );
});

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}
const manifestOf = (folder = ''): Manifest =>
  JSON.parse(textOf(`${folder}package.json`)) as Manifest;
const { dependencies, devDependencies } = manifestOf();

const importedBy = (texts: readonly string[]): ReadonlySet<string> =>
  new Set(texts.flatMap((file) => packagesOf(textOf(file))));

/** Imports of files that are not among the named packages. */
const missing = (importers: readonly string[], named: Readonly<Record<string, string>>) =>
  importers.flatMap((file) =>
    packagesOf(textOf(file))
      .filter((name) => !(name in named))
      .map((name) => `${file} imports ${name}`),
  );

test('what the product imports when it runs is a dependency, not one of development', () => {
  expect(product.length).toBeGreaterThan(400);
  expect(missing(product, dependencies)).toEqual([]);
});

test('what the sandbox, benches and generators import is installed too', () => {
  expect(workshop.length).toBeGreaterThan(100);
  expect(missing(workshop, { ...dependencies, ...devDependencies })).toEqual([]);
});

test('what only the sandbox, benches, generators and tests use is a dependency of development', () => {
  const imported = importedBy(product);
  /** What no file imports, and a package that is imported asks for. */
  const peers = [...imported].flatMap((name) =>
    Object.keys(manifestOf(`node_modules/${name}/`).peerDependencies ?? {}),
  );
  const needed = new Set([...imported, ...peers]);
  expect(Object.keys(dependencies).filter((name) => !needed.has(name))).toEqual([]);
});

test('no package is a dependency of both kinds', () => {
  expect(Object.keys(dependencies).filter((name) => name in devDependencies)).toEqual([]);
});

test('what npm installs takes 460 MB at most', () => {
  const { status, stdout } = runProgram('du', ['-sm', 'node_modules'], { cwd: projectRoot });
  expect(status).toBe(0);
  expect(Number.parseInt(stdout, 10)).toBeGreaterThan(0);
  expect(Number.parseInt(stdout, 10)).toBeLessThanOrEqual(460);
});
