import { builtinModules } from 'node:module';
import { besideTheRooms, files, foldersAtTop, textOf } from './project-files';

const rooms = foldersAtTop.filter((folder) => !besideTheRooms.includes(folder));

/** Files in the rooms that only tests import, and programs that tests start. */
const onlyForTests =
  /\.test\.ts$|\/fixtures\/|^sandbox\/sample-project\/|^readiness\/arbitrary-facts\.ts$/;

/** What runs at `make plan`, in the sandbox or in a target repository, and the build that `npm ci` starts. */
const shipped = files.filter(
  (file) =>
    /\.(ts|js|mjs)$/.test(file) &&
    (rooms.includes(file.split('/')[0] ?? '') || /^scripts\/[\w-]+\.mjs$/.test(file)) &&
    !onlyForTests.test(file),
);

/** Forms in which a module is asked for at run time; the linter sees to it that what are types says so. */
const importForms = [
  /^(?:import|export) (?!type\b)[^'";]*?\bfrom '([^']+)'/gm,
  /^import '([^']+)'/gm,
  /\b(?:require|require\.resolve|(?<!typeof )import)\(\s*'([^']+)'/g,
  // Data files of the vendors' packages.
  /\bpackageFile\(\s*'([^']+)'/g,
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
    "import { l } from './neighbour';",
    "import { readFileSync } from 'node:fs';",
  ].join('\n');
  expect([...packagesOf(text)].sort()).toEqual(
    ['one', '@scope/two', 'three', 'four', 'five', 'six', 'seven'].sort(),
  );
});

test('what the rooms import when they run is a dependency, not one of development', () => {
  const { dependencies } = JSON.parse(textOf('package.json')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const missing = shipped.flatMap((file) =>
    packagesOf(textOf(file))
      .filter((name) => !(name in dependencies))
      .map((name) => `${file} imports ${name}`),
  );
  expect(missing).toEqual([]);
});
