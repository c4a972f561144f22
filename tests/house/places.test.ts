import { pins } from '../../core/pipeline';
import { besideTheRooms, files, textOf } from './project-files';

/*
 * The table "Places to edit for a change" of docs/architecture.md. Something that was added once stands for the next of its
 * kind: its name is in the places of the table and nowhere else.
 */

const sources = files.filter(
  (file) =>
    /\.(?:ts|js|mjs|json)$/.test(file) &&
    !/\.test\.ts$|(?:^|\/)(?:generated|fixtures)\//.test(file) &&
    ![...besideTheRooms, 'sdks'].includes(file.split('/')[0] ?? ''),
);

/** They read the table of a build backend that is named after a package manager. */
const backends = ['core/project/build.ts', 'core/project/package-places.ts'];

const placesOf = (word: RegExp): readonly string[] =>
  sources.filter((file) => !backends.includes(file) && word.test(textOf(file)));

const examples: readonly (readonly [change: string, word: RegExp, places: readonly string[]])[] = [
  [
    'a linter, formatter or type checker that gates and scores',
    /flake8/i,
    [
      'core/readiness/parse/other-tools.ts',
      'core/readiness/parse/tool-reports.ts',
      'core/tools/flake8.ts',
      'core/tools/index.ts',
      'core/tools/versions.json',
    ],
  ],
  [
    'a package manager with a lock file',
    /\bpdm\b/i,
    [
      'core/pipeline/steps/managers.ts',
      'core/tools/managers/index.ts',
      'core/tools/managers/pdm.ts',
    ],
  ],
  [
    'a policy',
    /unsound-ternary/,
    ['policies/rules/hardening/unsound-ternary.ts', 'policies/rules/index.ts'],
  ],
  [
    'a probe of a smoke test',
    /startPostgres|literal\('postgres'\)|case 'postgres'/,
    [
      'core/smoke/check-schema.ts',
      'runtime/adapters/postgres-start.ts',
      'runtime/adapters/smoke-probe.ts',
    ],
  ],
  ["an action's pin", new RegExp(pins.setupPython.sha), ['core/pipeline/actions/pins.ts']],
];

/** The number with which the table's row begins. */
function stated(change: string): number {
  const row = textOf('docs/architecture.md')
    .split('\n')
    .find((line) => line.startsWith(`| ${change} | `));
  return Number(/^\| [^|]+ \| (\d+):/.exec(row ?? '')?.[1]);
}

test.each(examples)('%s is in the places that the table counts', (change, word, places) => {
  expect(placesOf(word)).toEqual([...places].sort());
  expect(stated(change)).toBe(places.length);
});
