import { CronExpressionParser } from 'cron-parser';
import { z } from 'zod';
import { githubActionsApp } from '../kernel/github-app';
import { isOneLine } from '../smoke/plain-text';

/** Percent, 0 to 100. */
export const percent = z.number().min(0).max(100);

/** Minutes a job may take: 1 to 360, the longest a hosted runner allows. https://docs.github.com/en/actions/reference/limits */
export const jobMinutes = z.int().min(1).max(360);

/** One line of printable text that no shell, YAML or GitHub expression can mistake for code. */
export const plainText = z
  .string()
  .min(1)
  .max(200)
  .refine(isOneLine, { error: 'must be one line without control characters' })
  .refine((text) => !text.includes('${{'), { error: 'must not contain a GitHub expression `${{`' });

/** A bare repository name. https://docs.github.com/en/repositories/creating-and-managing-repositories */
export const repositoryName = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,100}$/, {
    error:
      'must be a bare repository name of letters, digits, `.`, `_` and `-` (the owner is `github.owner`)',
  })
  .refine((name) => name !== '.' && name !== '..' && !/\.(git|wiki)$/i.test(name), {
    error: 'is a name GitHub reserves',
  });

/** Login of an organisation or user. */
export const ownerName = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}$/, {
  error:
    'must be the login of an organisation or user: letters, digits and single inner hyphens, up to 39 characters',
});

/** A branch name that `git check-ref-format --branch` accepts, and that is safe in a workflow's branch filter. */
export const branchName = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/, {
    error:
      'must be a branch name of letters, digits, `.`, `_`, `/` and `-` that starts with a letter or digit',
  })
  .refine((name) => !/\.\.|\/\/|\/\.|\.lock(?:\/|$)|[./]$/.test(name), {
    error: 'is not a branch name git accepts (https://git-scm.com/docs/git-check-ref-format)',
  });

/** Label of a runner that does not move to another image by itself. */
export const runnerLabel = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/)
  .refine((label) => !label.endsWith('-latest'), {
    error:
      'must name the image, since GitHub moves the `-latest` labels to newer ones without notice',
  });

/** A path inside the repository: relative, with forward slashes, without `..`. */
export const repositoryPath = z
  .string()
  .max(255)
  .regex(/^[A-Za-z0-9_.][A-Za-z0-9_./-]*$/, {
    error: 'must be a relative path of letters, digits, `.`, `_`, `-` and `/`',
  })
  .refine((path) => !path.split('/').includes('..') && !path.includes('//') && path !== '.git', {
    error: 'must stay inside the repository, without `..` or `//`',
  });

/** Name of a secret or variable. https://docs.github.com/en/actions/reference/security/secrets */
export const secretName = z
  .string()
  .max(255)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
    error: 'must be letters, digits and `_`, not starting with a digit',
  })
  .refine((name) => !/^GITHUB_/i.test(name), {
    error: 'must not start with GITHUB_, which GitHub reserves',
  });

/** Name of a deployment environment; it reaches workflow files, so it is kept to safe characters. */
export const environmentName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}$/, {
  error: 'must be letters, digits, spaces, `.`, `_` and `-`, starting with a letter or digit',
});

/**
 * POSIX cron with five fields in UTC, at most every five minutes.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule
 */
export const cronExpression = z.string().superRefine((text, context) => {
  if (!cronProblems.has(text)) cronProblems.set(text, cronProblem(text));
  const reason = cronProblems.get(text);
  if (reason !== undefined) context.addIssue({ code: 'custom', message: reason, input: text });
});

/** Memo: the repositories of a fleet share a few schedules, and walking through the times of one takes a millisecond. */
const cronProblems = new Map<string, string | undefined>();

function cronProblem(text: string): string | undefined {
  if (!/^[0-9A-Za-z*,/ -]+$/.test(text) || text.trim().split(/ +/).length !== 5) {
    return 'must be a cron expression of five fields: minute hour day-of-month month day-of-week (`@daily` and seconds are not supported by GitHub)';
  }
  try {
    const times = CronExpressionParser.parse(text.trim(), {
      tz: 'UTC',
      currentDate: '2026-01-01T00:00:00Z',
    }).take(30);
    const stamps = times.map((time) => time.getTime());
    const tooOften = stamps.some(
      (time, index) => index > 0 && time - (stamps[index - 1] ?? 0) < 5 * 60_000,
    );
    return tooOften
      ? 'runs more often than every five minutes, the shortest interval GitHub allows'
      : undefined;
  } catch (error) {
    return `is not a cron expression that ever runs (${error instanceof Error ? error.message : String(error)})`;
  }
}

/**
 * CPython minor version that tools and runners still support; `3.14t` is the free-threaded build.
 * https://devguide.python.org/versions/
 */
export const pythonVersion = z.enum(
  ['3.10', '3.11', '3.12', '3.13', '3.14', '3.15', '3.13t', '3.14t', '3.15t'],
  {
    error: (issue) =>
      typeof issue.input === 'number'
        ? 'must be quoted, since YAML reads 3.10 as the number 3.1'
        : undefined,
  },
);

/** A GitHub App of the user's own: every workflow acts as GitHub's, which bypasses no ruleset. */
export const githubAppId = z
  .int()
  .min(1)
  .refine((id) => id !== githubActionsApp, {
    error:
      'GitHub does not let its own Actions app (15368) bypass a ruleset; register an App of your own',
  });
