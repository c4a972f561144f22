import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ProblemsError, type Problem } from '../../core/kernel/problem';
import { baselinePath, readBaseline, type Baseline } from '../../core/waivers/baseline';
import { dayOf } from '../../core/waivers/expiry';
import { waiversPath, type Waiver } from '../../core/waivers/waiver';
import { listDirectory, readBounded } from '../adapters/report-files';

/** The files as text; undefined where there is none. */
export interface ExceptionTexts {
  readonly waivers: string | undefined;
  readonly baseline: string | undefined;
}

/** What is excused by the default branch. */
export interface Exceptions {
  readonly waivers: readonly Waiver[];
  /** What is wrong with the file of waivers. */
  readonly problems: readonly Problem[];
  readonly baseline: Baseline | undefined;
  /** As the work tree has it. */
  readonly proposed: Baseline | undefined;
}

/** Bytes that one of the files may have. */
export const maximumExceptionBytes = 16 * 1024 * 1024;

const names = { waivers: 'waivers.yaml', baseline: 'baseline.json' } as const;
/** Says that the default branch was asked, whatever it had. */
const marker = 'read';

/** Keeps what the default branch has for the steps of a job. */
export async function keepExceptions(directory: string, texts: ExceptionTexts): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const key of ['waivers', 'baseline'] as const) {
    const text = texts[key];
    if (text !== undefined) await writeFile(join(directory, names[key]), text);
  }
  await writeFile(join(directory, marker), '');
}

/** What an earlier step of the job kept; undefined where none did. */
export async function keptExceptions(directory: string): Promise<ExceptionTexts | undefined> {
  if ((await textAt(join(directory, marker))) === undefined) return undefined;
  return {
    waivers: await textAt(join(directory, names.waivers)),
    baseline: await textAt(join(directory, names.baseline)),
  };
}

/** Remembers whether the findings of a gate were let pass, for the score on a developer's machine. */
export async function rememberVerdict(reports: string, gate: string, passed: boolean) {
  const file = join(reports, `.let-pass-${gate}`);
  await (passed ? writeFile(file, '') : rm(file, { force: true }));
}

/** Gates whose findings were let pass. */
export async function gatesLetPass(reports: string): Promise<readonly string[]> {
  const entries = await listDirectory(reports);
  return entries.flatMap(({ name }) => /^\.let-pass-(\w+)$/.exec(name)?.[1] ?? []);
}

/** The files of the work tree, the top of which may be above the working directory. */
export async function exceptionsHere(top = '.'): Promise<ExceptionTexts> {
  return {
    waivers: await textAt(join(top, waiversPath)),
    baseline: await textAt(join(top, baselinePath)),
  };
}

/**
 * On a developer's machine: the default branch as it was fetched last; the work tree where there is no such branch, as in a
 * repository without a remote one.
 */
export async function fetchedExceptions(branch: string, top = '.'): Promise<ExceptionTexts> {
  const ref = `refs/remotes/origin/${branch}`;
  if ((await gitText('rev-parse', '--verify', '--quiet', ref)) === undefined) {
    return exceptionsHere(top);
  }
  return {
    waivers: await gitText('show', `${ref}:${waiversPath}`),
    baseline: await gitText('show', `${ref}:${baselinePath}`),
  };
}

async function gitText(...args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', args, { maxBuffer: maximumExceptionBytes });
    return stdout;
  } catch (error) {
    // git answered that there is none, or there is no git.
    const code = (error as { readonly code?: unknown }).code;
    if (typeof code === 'number' || code === 'ENOENT') return undefined;
    throw error;
  }
}

async function textAt(path: string): Promise<string | undefined> {
  const bytes = await readBounded(path, maximumExceptionBytes);
  if (bytes === undefined) return undefined;
  if (bytes.byteLength > maximumExceptionBytes) {
    throw new ProblemsError([
      {
        code: 'file-too-large',
        file: path,
        message: 'the file is too large',
        allowed: `at most ${maximumExceptionBytes} bytes`,
      },
    ]);
  }
  return new TextDecoder().decode(bytes);
}

/** Reads the texts. @throws ProblemsError for a baseline that cannot be read: what it excuses is not known then. */
export async function readExceptions(
  texts: ExceptionTexts,
  longestDays: number,
  now: Date,
  top = '.',
): Promise<Exceptions> {
  const { waivers, problems } = await readWaiversText(texts.waivers, longestDays, now);
  const here = await textAt(join(top, baselinePath));
  return { waivers, problems, baseline: baselineOf(texts.baseline), proposed: baselineOf(here) };
}

async function readWaiversText(
  text: string | undefined,
  longestDays: number,
  now: Date,
): Promise<Pick<Exceptions, 'waivers' | 'problems'>> {
  if (text === undefined || longestDays === 0) return { waivers: [], problems: [] };
  const { readWaivers } = await import('./waivers-file.js');
  return readWaivers(waiversPath, text, { longestDays, today: dayOf(now.toISOString()) });
}

/** @throws ProblemsError for one that cannot be read. */
function baselineOf(text: string | undefined): Baseline | undefined {
  if (text === undefined) return undefined;
  const read = readBaseline(text);
  if (read.ok) return read.value;
  throw new ProblemsError(
    read.problems.map((problem) => ({
      ...problem,
      remedy: 'restore the last good version of the file, or delete it and run `make ci-baseline`',
    })),
  );
}
