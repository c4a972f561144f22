import { jobTitles } from '../../../core/pipeline/job-titles';
import { z } from 'zod';
import { PROTECTION_TYPES, protectionOf } from '../../../core/reading/protection';
import { allOf, anyOf } from '../../../core/reading/readings';
import { defaultBranchesIn } from '../../../core/reading/default-branches';
import { isPublic, repositoriesIn } from '../../../core/reading/repositories-in';
import { RepositoryIndex, sameRepository } from '../../../core/reading/repository-names';
import { requiredChecksIn } from '../../../core/reading/required-checks';
import {
  ifKnown,
  refersTo,
  repositoryOf,
  type CommittedWorkflow,
  type ResourceView,
  type StackView,
} from '../../../core/reading/resource-view';
import { stackRule, type StackFinding } from '../../../core/reading/rule';
import { githubTypes } from '../../../core/kernel/resource-types';

const file = {
  type: githubTypes.RepositoryFile,
  props: {
    repository: 'shop',
    branch: 'main',
    file: '.github/workflows/ci.yml',
    content: 'on: pull_request\njobs: {}\n',
  },
};

/** Gates that no one has to pass are no gates. */
export const branchProtected = stackRule({
  name: 'branch-protected',
  description:
    'Every branch that receives workflows is protected and requires a check, or takes no pushes; every public repository protects one',
  severity: 'critical',
  why: 'Without required checks the pipeline is only advice: anyone with write access can merge despite a failed run.',
  link: 'https://github.com/ossf/scorecard/blob/main/docs/checks.md#branch-protection',
  remediation:
    'Add a BranchProtection or an active RepositoryRuleset for the branch with a required check, or one that restricts updates.',
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
        type: githubTypes.BranchProtection,
        props: {
          repositoryId: 'shop',
          pattern: 'main',
          requiredStatusChecks: [{ contexts: [jobTitles.ciSuccess] }],
        },
      },
    ],
  },
  check: (stack, { exempt }): readonly StackFinding[] => {
    const guards = guardsOf(stack);
    const own = new RepositoryIndex(guards, ({ repository }) => repository);
    // Of the organization, or of a repository that is not known yet.
    const wide = guards.filter(({ repository }) => repository === undefined);
    const open = unprotected(stack, guards).filter(
      ({ repository }) => !exempt.some((name) => sameRepository(name, repository)),
    );
    const found = targetsOf(stack.workflows).flatMap((item): readonly StackFinding[] => {
      const repository = ifKnown(() => item.repository);
      if (exempt.some((name) => sameRepository(name, repository))) return [];
      const candidates = repository === undefined ? guards : [...own.of(repository), ...wide];
      // One that is not known yet may be the one: the rule is then reported as not fully checked instead.
      const isSafe = stack.attempt(() =>
        anyOf(
          candidates.map(
            (guard) => () => allOf([() => guard.covers(item), () => guard.requires()]),
          ),
        ),
      );
      if (isSafe !== false || stack.attempt(() => readAll(item)) === undefined) return [];
      return [
        fault(
          item,
          candidates.some((guard) => ifKnown(() => guard.covers(item)) === true),
        ),
      ];
    });
    return [...open, ...found];
  },
});

/** Public repositories of the stack without any protection, where no workflow of theirs is seen. */
function unprotected(stack: StackView, guards: readonly Guard[]): readonly StackFinding[] {
  const withFiles = new RepositoryIndex(stack.workflows, (item) => ifKnown(() => item.repository));
  return stack.resources.flatMap((resource): readonly StackFinding[] => {
    if (resource.type !== githubTypes.Repository) return [];
    const { props, urn } = resource;
    return (
      stack.attempt((): readonly StackFinding[] => {
        const repository = repositoryOf(resource);
        if (repository === undefined || props['archived'] === true || !isPublic(resource))
          return [];
        if (withFiles.of(repository).length > 0) return [];
        if (anyOf(guards.map((guard) => () => guard.isFor(resource, repository)))) return [];
        const message = 'the repository is public, and none of its branches is protected';
        const fix = 'add a BranchProtection or an active RepositoryRuleset';
        return [{ urn, repository, message, fix }];
      }) ?? []
    );
  });
}

function fault({ urn, repository, branch }: CommittedWorkflow, isProtected: boolean): StackFinding {
  const where = branch === undefined ? 'its branch' : `branch ${branch}`;
  const at = { urn, ...(repository === undefined ? {} : { repository }) };
  return isProtected
    ? {
        ...at,
        message: `${where} is protected but requires no check`,
        fix: 'require the check CI Success',
      }
    : {
        ...at,
        message: `${where} receives workflows but is not protected`,
        fix: 'add a BranchProtection or an active RepositoryRuleset',
      };
}

/** One workflow for each branch that gets some; of those whose text is known, where there are such. */
function targetsOf(workflows: readonly CommittedWorkflow[]): readonly CommittedWorkflow[] {
  const known = workflows.filter(isKnown);
  const others = workflows.filter((item) => !isKnown(item));
  return [...new Map([...others, ...known].map((item) => [keyOf(item), item])).values()];
}

function keyOf(item: CommittedWorkflow): string {
  return ifKnown(() => `${item.repository ?? ''}\n${item.branch ?? ''}`) ?? item.urn;
}

function isKnown(item: CommittedWorkflow): boolean {
  return ifKnown(() => readAll(item)) !== undefined;
}

function readAll({ repository, branch, workflow }: CommittedWorkflow): readonly unknown[] {
  return [repository, branch, workflow];
}

/** A protection, as it is for the workflows of its repository. Reading what is unknown throws. */
interface Guard {
  /** Undefined for a ruleset of the organization, and where it is unknown. */
  readonly repository: string | undefined;
  readonly covers: (item: CommittedWorkflow) => boolean;
  /** Whether it protects any branch of a repository of the stack. */
  readonly isFor: (resource: ResourceView, repository: string) => boolean;
  readonly requires: () => boolean;
}

function guardsOf(stack: StackView): readonly Guard[] {
  const checks = requiredChecksIn(stack);
  const repositoryIn = repositoriesIn(stack.resources);
  const isDefault = defaultBranchesIn(stack.resources, repositoryIn);
  return stack.resources
    .filter(({ type }) => PROTECTION_TYPES.includes(type))
    .map((resource) => ({
      repository: ifKnown(() => repositoryIn(resource)),
      covers: (item) =>
        allOf([
          // Those of other repositories are not asked, so it only matters whether both are known.
          () => repositoryIn(resource) === undefined || item.repository !== undefined,
          () => protectionOf(resource)?.active === true,
          () =>
            item.repository === undefined ||
            protectionOf(resource)?.includes(item.repository) === true,
          () => {
            const { repository, branch } = item;
            if (branch === undefined) return true;
            return (
              protectionOf(resource)?.covers(branch, () => isDefault(repository, branch)) === true
            );
          },
        ]),
      isFor: (target, repository) =>
        allOf([
          () => protectionOf(resource)?.active === true,
          () => protectionOf(resource)?.includes(repository) === true,
          () => {
            if (refersTo(resource, 'repository', target)) return true;
            if (refersTo(resource, 'repositoryId', target)) return true;
            const own = repositoryIn(resource);
            return own === undefined || sameRepository(own, repository);
          },
        ]),
      requires: () => {
        const protection = protectionOf(resource);
        if (protection === undefined) return false;
        const requires = (): boolean => {
          const found = checks(protection);
          if (found.requires === undefined) found.reread();
          return found.requires === true;
        };
        // Where nothing is merged, no check can let it through.
        return anyOf([() => protection.locked, requires]);
      },
    }));
}
