import {
  ifKnown,
  listProp,
  prop,
  repositoryOf,
  textProp,
  textsProp,
  type ResourceView,
} from '../../../core/reading/resource-view';
import { anyOf } from '../../../core/reading/readings';
import { repositoriesIn } from '../../../core/reading/repositories-in';
import { sameRepository } from '../../../core/reading/repository-names';
import { stackRule, type StackFinding } from '../../../core/reading/rule';
import { type Trigger, type Workflow } from '../../../core/reading/workflow';
import { githubTypes } from '../../../core/kernel/resource-types';

const file = {
  type: githubTypes.RepositoryFile,
  name: 'publish',
  props: {
    repository: 'shop',
    branch: 'main',
    file: '.github/workflows/publish.yml',
    content: 'on: {push: {tags: ["v*"]}}\njobs: {}\n',
  },
};

/** A tag that starts a release stays where it is, and is made by those who may release. */
export const tagProtection = stackRule({
  name: 'tag-protection',
  description: 'Tags that start a workflow are protected by an active ruleset',
  severity: 'medium',
  level: 'advisory',
  why: 'Anyone with write access can move or create a tag, and so release any commit, reviewed or not.',
  link: 'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets',
  remediation:
    'Add an active RepositoryRuleset with target tag that forbids update and deletion, and limit creation to those who release.',
  example: {
    violates: [file],
    passes: [
      file,
      {
        type: githubTypes.RepositoryRuleset,
        props: {
          repository: 'shop',
          target: 'tag',
          enforcement: 'active',
          conditions: { refName: { includes: ['refs/tags/v*'], excludes: [] } },
          rules: { update: true, deletion: true },
        },
      },
    ],
  },
  check: ({ resources, workflows, attempt }): readonly StackFinding[] => {
    const repositoryIn = repositoriesIn(resources);
    const rulesets = resources.filter(({ type }) => TYPES.has(type));
    const seen = new Set<string>();
    return workflows.flatMap((item): readonly StackFinding[] => {
      const trigger = ifKnown(() => tagTrigger(item.workflow));
      const repository = ifKnown(() => item.repository);
      if (trigger === undefined || repository === undefined || seen.has(repository)) return [];
      const isSafe = attempt(() =>
        anyOf(
          rulesets.map((ruleset) => () => protects(ruleset, repository, repositoryIn(ruleset))),
        ),
      );
      if (isSafe !== false) return [];
      seen.add(repository);
      const { line, column } = trigger;
      return [
        {
          ...{ urn: item.urn, repository, file: item.workflow.path, line, column },
          message: `a tag starts ${item.workflow.path}, and no active ruleset protects the tags`,
          fix: 'add a RepositoryRuleset with target tag, update: true and deletion: true',
        },
      ];
    });
  },
});

const TYPES: ReadonlySet<string> = new Set([
  githubTypes.RepositoryRuleset,
  githubTypes.OrganizationRuleset,
]);

/** The event by which a tag starts a workflow; a release is published on a tag too. */
function tagTrigger({ triggers }: Workflow): Trigger | undefined {
  return triggers.find(
    ({ event, tags }) => event === 'release' || (event === 'push' && tags.length > 0),
  );
}

function protects(ruleset: ResourceView, repository: string, own: string | undefined): boolean {
  const { props } = ruleset;
  if (textProp(props, 'target') !== 'tag' || textProp(props, 'enforcement') !== 'active')
    return false;
  if ((own ?? repositoryOf(ruleset)) !== undefined && !sameRepository(own, repository))
    return false;
  const covers = listProp(props, 'conditions', 'refName').some(
    (item) => textsProp(item, 'includes').length > 0,
  );
  const rule = (name: string): boolean =>
    listProp(props, 'rules').some((item) => prop(item, name) === true);
  return covers && rule('deletion') && (rule('update') || rule('nonFastForward'));
}
