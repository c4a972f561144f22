import { isPublic } from '../../../core/reading/repositories-in';
import { RepositoryIndex } from '../../../core/reading/repository-names';
import { repositoryOf } from '../../../core/reading/resource-view';
import { possibleTexts } from '../../../core/reading/possible-texts';
import { stackRule, type StackFinding } from '../../../core/reading/rule';
import { githubTypes } from '../../../core/kernel/resource-types';
import { type Job, type Text } from '../../../core/reading/workflow';

const repository = (visibility: string) => ({
  type: githubTypes.Repository,
  props: { name: 'shop', visibility },
});

const file = {
  type: githubTypes.RepositoryFile,
  props: {
    repository: 'shop',
    branch: 'main',
    file: '.github/workflows/ci.yml',
    content:
      'on: pull_request\njobs:\n  test:\n    runs-on: self-hosted\n    steps:\n      - run: pytest\n',
  },
};

/** Strangers do not run code on machines of ours. */
export const selfHostedRunners = stackRule({
  name: 'self-hosted-runners',
  description: 'Public repositories do not use self-hosted runners',
  severity: 'high',
  confidence: 'medium',
  why: 'Code of a pull request from a fork runs on the machine, and can persist there after the job.',
  link: 'https://docs.github.com/en/actions/reference/security/secure-use#hardening-for-self-hosted-runners',
  remediation: 'Use GitHub-hosted runners for public repositories.',
  setting: 'runner',
  example: { violates: [repository('public'), file], passes: [repository('private'), file] },
  check: (stack): readonly StackFinding[] => {
    const open = stack.resources.filter(
      (resource) =>
        resource.type === githubTypes.Repository &&
        stack.attempt(() => isPublic(resource)) === true,
    );
    const index = new RepositoryIndex(open, (resource) =>
      stack.attempt(() => repositoryOf(resource)),
    );
    // Where nothing is open to strangers, no workflow has to be known.
    if (open.length === 0) return [];
    return stack.workflows.flatMap(
      (item): readonly StackFinding[] =>
        stack.attempt(() => {
          const labels = item.workflow.jobs.flatMap((job) =>
            ownMachines(job).map((label) => ({ job, label })),
          );
          const { repository, urn } = item;
          if (labels.length === 0 || repository === undefined) return [];
          if (index.of(repository).length === 0) return [];
          return labels.map(({ job, label }) => ({
            urn,
            repository,
            file: item.workflow.path,
            line: label.line,
            column: label.column,
            message: `job ${job.id} runs on ${
              label === job.runnerGroup
                ? `the runner group ${label.value}, which can hold self-hosted runners,`
                : 'a self-hosted runner'
            } in a public repository`,
            fix: 'use a GitHub-hosted runner',
          }));
        }) ?? [],
    );
  },
});

/** The labels of a job that choose a self-hosted runner; a group may hold some where no label says what is meant. */
function ownMachines(job: Job): readonly Text[] {
  const { runsOn, runnerGroup } = job;
  const named = runsOn.filter((label) =>
    possibleTexts(label, job).some((value) => value.toLowerCase() === 'self-hosted'),
  );
  if (named.length > 0 || runnerGroup === undefined || runsOn.length > 0) return named;
  return [runnerGroup];
}
