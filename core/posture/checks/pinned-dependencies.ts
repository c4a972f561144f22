import { type Text, type Workflow } from '../../reading/workflow';
import { absent, highest, type PostureCheck, scored } from '../check';
import { judgingWorkflows, placeIn } from '../workflows-of';

/** Weights of GitHub's own actions and of all others, where a repository uses both. */
const weights = { own: 2, others: 8 } as const;

interface Use {
  readonly text: string;
  readonly source: string;
  readonly isPinned: boolean;
  readonly isOfGitHub: boolean;
}

/** https://github.com/ossf/scorecard/blob/main/docs/checks.md#pinned-dependencies */
export const pinnedDependencies: PostureCheck = {
  name: 'Pinned-Dependencies',
  risk: 'medium',
  ofScorecard: true,
  judge: (facts) =>
    judgingWorkflows(facts, (workflows, source) => {
      const uses = workflows.flatMap(usesOf);
      if (uses.length === 0) return absent('no actions', source);
      const pinned = uses.filter(({ isPinned }) => isPinned);
      const loose = uses.filter(({ isPinned }) => !isPinned);
      const evidence = [
        { text: `${pinned.length} of ${uses.length} actions pinned by a hash`, source },
        ...loose.map(({ text, source: place }) => ({
          text: `${text} is not pinned`,
          source: place,
        })),
      ];
      return scored((highest * weighed(pinned)) / weighed(uses), evidence, [
        {
          id: 'pin-actions',
          what: 'Pin every action to its commit',
          how: '`actions.shaPinningRequired: true` holds it once they are; Dependabot keeps the pins up to date',
          score: highest,
        },
      ]);

      function weighed(some: readonly Use[]): number {
        const own = some.filter(({ isOfGitHub }) => isOfGitHub).length;
        const isMixed =
          uses.some(({ isOfGitHub }) => isOfGitHub) && uses.some(({ isOfGitHub }) => !isOfGitHub);
        return isMixed ? weights.own * own + weights.others * (some.length - own) : some.length;
      }
    }),
};

function usesOf(workflow: Workflow): readonly Use[] {
  return workflow.jobs
    .flatMap(({ uses, steps }) => [uses, ...steps.map((step) => step.uses)])
    .filter((uses): uses is Text => uses !== undefined && !uses.value.startsWith('./'))
    .filter(({ value }) => value !== '')
    .map((uses) => ({
      text: uses.value,
      source: placeIn(workflow, uses),
      isPinned: isPinned(uses.value),
      isOfGitHub: /^(?:actions|github)\//.test(uses.value),
    }));
}

/** A local action of another form, a commit, or an image by its digest. */
const isPinned = (uses: string): boolean =>
  /^\..+[^/]/.test(uses) ||
  /@[a-f\d]{40}/i.test(uses) ||
  /docker:\/\/.*@sha256:[a-f\d]{64}/i.test(uses);
