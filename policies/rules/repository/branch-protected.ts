import { z } from 'zod';
import { PROTECTION_TYPES, protectionOf, type Protection } from '../../model/protection';
import { repositoryOf } from '../../model/resource-view';
import { stackRule, type StackFinding } from '../../model/rule';
import { sameRepository } from './required-contexts';

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
    const protections: Protection[] = [];
    // A protection that is not known yet may be the one; the rule is then reported as not fully checked instead.
    const unknown: (string | undefined)[] = [];
    for (const resource of stack.resources) {
      if (!PROTECTION_TYPES.includes(resource.type)) continue;
      const read = stack.attempt(() => ({ protection: protectionOf(resource) }));
      if (read === undefined) unknown.push(stack.attempt(() => repositoryOf(resource)));
      else if (read.protection !== undefined) protections.push(read.protection);
    }
    const targets = new Map(
      stack.workflows.map((item) => [`${item.repository}\n${item.branch ?? ''}`, item] as const),
    );
    return [...targets.values()].flatMap(({ repository, branch, urn }): readonly StackFinding[] => {
      if (exempt.some((name) => sameRepository(name, repository))) return [];
      const covering = protections.filter(
        (item) =>
          item.active &&
          (item.repository === undefined || sameRepository(item.repository, repository)) &&
          (branch === undefined || item.covers(branch)),
      );
      const where = branch === undefined ? 'its branch' : `branch ${branch}`;
      if (covering.some((item) => item.contexts.length > 0)) return [];
      if (unknown.some((item) => item === undefined || sameRepository(item, repository))) return [];
      if (covering.length === 0) {
        const message = `${where} gets workflows but is not protected`;
        return [
          {
            urn,
            repository,
            message,
            fix: 'add a BranchProtection or an active RepositoryRuleset',
          },
        ];
      }
      return [
        {
          urn,
          repository,
          message: `${where} is protected but requires no check`,
          fix: 'require the check CI Success',
        },
      ];
    });
  },
});
