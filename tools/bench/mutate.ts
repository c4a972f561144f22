import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, realpathSync } from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import { askedFor, type ResultsPage, writeRows } from './results-page';

const root = path.resolve(__dirname, '..', '..');

const page: ResultsPage = {
  file: path.join(__dirname, 'MUTATION.md'),
  introduction: [
    '# Mutation testing',
    '',
    'Written by `make mutate`: the code is changed in one place at a time, and the tests beside it are run. A change that no',
    'test notices is in a line that no test holds. Excused is what a comment in the code says is no change of behaviour;',
    'strings are left out where text is rendered.',
  ],
  columns: ['folder', 'noticed', 'survived', 'not run', 'excused', 'score', 'aim'],
};

/** A folder whose code is changed, but for folders in it that are listed themselves. */
interface Folder {
  /** Mutators that are left out, by Stryker's names: strings where text is rendered. */
  readonly mutatorsOff?: readonly string[];
  /** Share of the changes that the tests must notice, in percent. */
  readonly aim: number;
}

const folders: Readonly<Record<string, Folder>> = {
  'core/merging': { aim: 85 },
  'core/readiness': { aim: 80 },
  'core/readiness/change': { aim: 80 },
  'core/readiness/parse': { aim: 80 },
  'core/readiness/report': { mutatorsOff: ['StringLiteral'], aim: 80 },
  'core/waivers': { aim: 85 },
  'provider/workflow-commit': { aim: 80 },
};

/** Files that only tests import: generators of input, examples, what answers for GitHub. */
const testSupport = ['arbitrary-*', 'example-*', 'memory-*', '*-backtest', '*.test'];

/** What is read of Stryker's report: https://github.com/stryker-mutator/mutation-testing-elements/tree/master/packages/report-schema */
const reportSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      mutants: z.array(z.object({ status: z.string(), statusReason: z.string().default('') })),
    }),
  ),
});

/** How many changes of a folder ended how. */
interface Outcome {
  readonly noticed: number;
  readonly survived: number;
  /** No test beside the code runs the line. */
  readonly notRun: number;
  /** Excused by name: `// Stryker disable next-line MUTATOR: reason`. */
  readonly excused: number;
}

/** Changes the folders named on the command line, or all, and writes tools/bench/MUTATION.md. Exit code 1 below an aim. */
function main(asked: readonly string[]): void {
  const chosen = askedFor('folder', folders, asked);
  if (chosen === undefined) return;
  for (const [name, folder] of chosen) {
    const outcome = mutate(name, folder);
    const score = scoreOf(outcome);
    writeRows(page, [[name, ...cells(outcome), `${score.toFixed(1)} %`, `≥ ${folder.aim} %`]]);
    if (score >= folder.aim) continue;
    console.error(`${name}: ${score.toFixed(1)} %; the aim is ${folder.aim} %`);
    process.exitCode = 1;
  }
  console.log(readFileSync(page.file, 'utf8'));
}

/** Runs Stryker on a folder. What did not change since the last run is not run again. */
function mutate(name: string, { mutatorsOff = [] }: Folder): Outcome {
  const cache = path.join(root, '.tools/cache/mutation', name.replaceAll('/', '-'));
  mkdirSync(cache, { recursive: true });
  const without = Object.keys(folders).filter((other) => other.startsWith(`${name}/`));
  const { error, status } = spawnSync(
    process.execPath,
    [
      '.tools/stryker/node_modules/@stryker-mutator/core/bin/stryker.js',
      'run',
      'tools/stryker/stryker.config.mjs',
    ],
    {
      cwd: root,
      stdio: 'inherit',
      env: {
        ...process.env,
        MUTATE_FOLDER: name,
        MUTATE_WITHOUT: without.join(' '),
        MUTATE_FILES: [
          `${name}/**/*.ts`,
          `!${name}/**/{${testSupport.join(',')}}.ts`,
          ...without.map((folder) => `!${folder}/**`),
        ].join(' '),
        MUTATE_EXCLUDED: mutatorsOff.join(' '),
        // Stryker finds no test by a path that goes through a link.
        MUTATE_CACHE: realpathSync(cache),
      },
    },
  );
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`Stryker failed on ${name}`);
  return outcomeOf(readFileSync(path.join(cache, 'report.json'), 'utf8'));
}

function outcomeOf(report: string): Outcome {
  const { files } = reportSchema.parse(JSON.parse(report));
  const mutants = Object.values(files).flatMap((file) => file.mutants);
  const count = (...statuses: readonly string[]): number =>
    mutants.filter((mutant) => statuses.includes(mutant.status)).length;
  // Stryker ignores by configuration too: a mutator that is off, a line that runs once when its module is loaded.
  const byConfiguration = /^(Ignored because of excluded mutation|Static mutant) /;
  return {
    noticed: count('Killed', 'Timeout'),
    survived: count('Survived'),
    notRun: count('NoCoverage'),
    excused: mutants.filter(
      ({ status, statusReason }) => status === 'Ignored' && !byConfiguration.test(statusReason),
    ).length,
  };
}

/** In percent; what is excused does not count. */
const scoreOf = ({ noticed, survived, notRun }: Outcome): number =>
  (100 * noticed) / (noticed + survived + notRun);

const cells = ({ noticed, survived, notRun, excused }: Outcome): readonly string[] =>
  [noticed, survived, notRun, excused].map(String);

main(process.argv.slice(2));
