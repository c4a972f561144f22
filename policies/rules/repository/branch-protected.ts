import { z } from 'zod';
import { PROTECTION_TYPES, protectionOf, type Protection } from '../../model/protection';
import { RepositoryIndex, sameRepository } from '../../model/repository-names';
import { requiredChecksIn } from '../../model/required-checks';
import { ifKnown, repositoryOf } from '../../model/resource-view';
import { stackRule, type StackFinding } from '../../model/rule';

const file = {
  type: 'github:index/repositoryFile:RepositoryFile',
  props: {
    repository: 'shop',
    branch: 'main',
    file: '.github/workflows/ci.yml',
    content: 'on: pull_request\njobs: {}\n',
  },
};

/** Gates that nobody has to pass are no gates. */
export const branchProtected = stackRule({
  name: 'branch-protected',
  description: 'Every branch that gets workflows is protected and requires a check',
  severity: 'critical',
  why: 'Without required checks the pipeline is advice: anybody with write access merges over a red run.',
  link: 'https://github.com/ossf/scorecard/blob/main/docs/checks.md#branch-protection',
  remediation:
    'Add a BranchProtection or an active RepositoryRuleset for the branch with a required check.',
  setting: 'protection',
  config: z.strictObject({
    exempt: z
      .array(z.string())
      .default([])
      .describe('Repositories (owner/name or name) that are protected elsewhere'),
  }),
  example: {
    violates: [file],
    passes: [
      file,
      {
        type: 'github:index/branchProtection:BranchProtection',
        props: {
          repositoryId: 'shop',
          pattern: 'main',
          requiredStatusChecks: [{ contexts: ['CI Success'] }],
        },
      },
    ],
  },
  check: (stack, { exempt }): readonly StackFinding[] => {
    const checks = requiredChecksIn(stack);
    const guards = stack.resources
      .filter(({ type }) => PROTECTION_TYPES.includes(type))
      .map((resource): Guard => {
        const repository = ifKnown(() => repositoryOf(resource));
        const guard = (branch: string | undefined): Guarded => {
          const protection = protectionOf(resource);
          const covers = protection?.active === true && covering(protection, branch);
          if (!covers) return 'not';
          const { contexts, follows } = checks(protection);
          return contexts.length > 0 || follows ? 'by checks' : 'without checks';
        };
        return { repository, guard };
      });
    const own = new RepositoryIndex(guards, ({ repository }) => repository);
    // Of the organization, or of a repository that is not known yet.
    const wide = guards.filter(({ repository }) => repository === undefined);
    const targets = new Map(
      stack.workflows.map((item) => [`${item.repository}\n${item.branch ?? ''}`, item] as const),
    );
    return [...targets.values()].flatMap(({ repository, branch, urn }): readonly StackFinding[] => {
      if (exempt.some((name) => sameRepository(name, repository))) return [];
      const candidates = [...own.of(repository), ...wide];
      const guarded = candidates.map(({ guard }) => ifKnown(() => guard(branch)));
      if (guarded.includes('by checks')) return [];
      // One that is not known yet may be the one: the rule is then reported as not fully checked instead.
      const unknown = candidates.filter((_, index) => guarded[index] === undefined);
      for (const { guard } of unknown) stack.attempt(() => guard(branch));
      if (unknown.length > 0) return [];
      const where = branch === undefined ? 'its branch' : `branch ${branch}`;
      return guarded.includes('without checks')
        ? [
            {
              urn,
              repository,
              message: `${where} is protected but requires no check`,
              fix: 'require the check CI Success',
            },
          ]
        : [
            {
              urn,
              repository,
              message: `${where} gets workflows but is not protected`,
              fix: 'add a BranchProtection or an active RepositoryRuleset',
            },
          ];
    });
  },
});

type Guarded = 'by checks' | 'without checks' | 'not';

interface Guard {
  readonly repository: string | undefined;
  /** How a branch is guarded; throws where that is unknown. */
  readonly guard: (branch: string | undefined) => Guarded;
}

function covering(protection: Protection, branch: string | undefined): boolean {
  return branch === undefined || protection.covers(branch);
}
