import { type Permissions, type Workflow } from '../../reading/workflow';
import { absent, type Evidence, highest, type PostureCheck, scored } from '../check';
import { judgingWorkflows, placeIn } from '../workflows-of';

/** What a write permission of the whole workflow costs; others cost nothing. */
const costs: Readonly<Record<string, number>> = {
  actions: highest,
  contents: highest,
  packages: highest,
  deployments: 1,
  'security-events': 1,
  checks: 0.5,
  statuses: 0.5,
};
/** What it costs that the jobs alone say what they may do, or that the workflow may do everything and each job less. */
const looseTop = 0.5;

interface Cost extends Evidence {
  readonly points: number;
}

/** https://github.com/ossf/scorecard/blob/main/docs/checks.md#token-permissions */
export const tokenPermissions: PostureCheck = {
  name: 'Token-Permissions',
  risk: 'high',
  ofScorecard: true,
  judge: (facts) =>
    judgingWorkflows(facts, (workflows, source) => {
      if (workflows.length === 0) return absent('no workflows', source);
      const found = workflows.flatMap(costsOf);
      return scored(highest - found.reduce((sum, { points }) => sum + points, 0), found, [
        {
          id: 'token-permissions',
          what: 'Give every workflow `permissions: contents: read` and each job what it writes',
          how: '`npx gatehouse check --fix`, policy top-level-permissions',
          score: highest,
        },
      ]);
    }),
};

function costsOf(workflow: Workflow): readonly Cost[] {
  const { permissions, jobs, path } = workflow;
  const isOpen = jobs.some((job) => job.permissions === undefined);
  if (permissions === undefined) {
    return [
      isOpen
        ? { text: 'neither workflow nor job limits the token', source: path, points: highest }
        : { text: 'only the jobs limit the token', source: path, points: looseTop },
    ];
  }
  const { all, scopes } = permissions;
  if (all !== undefined) {
    if (all.value.toLowerCase() !== 'write-all') return [];
    const isWritten = jobs.some(({ permissions: own }) => own !== undefined && writes(own));
    const text = 'the workflow has `write-all`';
    const source = placeIn(workflow, all);
    return [{ text, source, points: isOpen || isWritten ? highest : looseTop }];
  }
  return scopes
    .filter(({ value }) => value.value.toLowerCase() === 'write')
    .flatMap(({ key }) => {
      const points = costs[key.value.toLowerCase()] ?? 0;
      const text = `the whole workflow has \`${key.value}: write\``;
      return points === 0 ? [] : [{ text, source: placeIn(workflow, key), points }];
    });
}

const writes = ({ all, scopes }: Permissions): boolean =>
  all?.value.toLowerCase() === 'write-all' ||
  scopes.some(
    ({ key, value }) =>
      value.value.toLowerCase() === 'write' && (costs[key.value.toLowerCase()] ?? 0) > 0,
  );
