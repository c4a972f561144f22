import { matchesRefPattern } from './ref-pattern';
import { type BareRepository } from './bare-repository';
import { changedFiles } from './render/commit';
import { type Rule, type Ruleset } from './state';

/** What rules on commits and their files look at. */
export interface PushedContent {
  readonly commits: readonly {
    readonly message: string;
    readonly author: string;
    readonly committer: string;
  }[];
  readonly paths: readonly string[];
}

const patterns: Readonly<
  Record<string, readonly [what: string, key: 'message' | 'author' | 'committer']>
> = {
  commit_message_pattern: ['Commit message', 'message'],
  commit_author_email_pattern: ['Commit author email', 'author'],
  committer_email_pattern: ['Committer email', 'committer'],
};

/** Whether rules look at commits or files, which cost reading them. */
export const hasContentRules = (rulesets: readonly Ruleset[]): boolean =>
  rulesets.some(({ rules }) =>
    rules.some(({ type }) => type in patterns || /^file_|^max_/.test(type)),
  );

/** What a push, or a merge of a pull request, brings: commits that the branch has not, and paths that differ. */
export async function pushedContent(
  git: BareRepository,
  before: string | undefined,
  head: string,
  after: string,
): Promise<PushedContent> {
  const ids = await git.revisions(head, ...(before === undefined ? [] : [`^${before}`]));
  const commits = await Promise.all(ids.map((id) => git.commit(id)));
  return {
    commits: commits.map(({ message, author, committer }) => ({
      message,
      author: author.email,
      committer: committer.email,
    })),
    paths: (await changedFiles(git, before, after)).map(({ path }) => path),
  };
}

/**
 * Why a rule on commits or files refuses what is pushed.
 * https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets
 */
export function contentRefusals(rule: Rule, { commits, paths }: PushedContent): readonly string[] {
  const parameters = rule.parameters ?? {};
  const texts = (key: string): readonly string[] =>
    Array.isArray(parameters[key]) ? (parameters[key] as string[]) : [];
  const pattern = patterns[rule.type];
  if (pattern !== undefined) {
    const [what, key] = pattern;
    const isRefused = commits.some((commit) => isHeld(parameters, commit[key]) === false);
    return isRefused ? [`${what} must match the pattern of the ruleset.`] : [];
  }
  const isRestricted = (path: string): boolean => {
    switch (rule.type) {
      case 'file_path_restriction':
        return texts('restricted_file_paths').some((one) => matchesRefPattern(one, path));
      case 'file_extension_restriction':
        return texts('restricted_file_extensions').some((one) =>
          path.endsWith(one.replace(/^\*/, '')),
        );
      case 'max_file_path_length':
        return path.length > Number(parameters['max_file_path_length']);
      default:
        return false;
    }
  };
  const refused = paths.filter(isRestricted);
  return refused.length === 0 ? [] : [`Files are restricted: ${refused.join(', ')}`];
}

function isHeld(parameters: Readonly<Record<string, unknown>>, text: string): boolean {
  const pattern = String(parameters['pattern']);
  const matches = {
    starts_with: text.startsWith(pattern),
    ends_with: text.endsWith(pattern),
    contains: text.includes(pattern),
    regex: parameters['operator'] === 'regex' && new RegExp(pattern, 'm').test(text),
  }[String(parameters['operator']) as 'regex'];
  return matches !== (parameters['negate'] === true);
}
