import { actionRepository } from '../../../core/reading/action-ref';
import { commandLines } from '../../../core/reading/commands';
import { workflowRule, type Finding } from '../../../core/reading/rule';
import { entry, type Job, type Step, type Workflow } from '../../../core/reading/workflow';

/** Packages reach PyPI by the identity of the workflow, not by a stored token. */
export const trustedPublishing = workflowRule({
  name: 'trusted-publishing',
  actions: true,
  description: 'Packages are published to PyPI with OIDC, without a long-lived token',
  severity: 'medium',
  confidence: 'medium',
  why: 'A stored token publishes from anywhere for as long as it lives; a trusted publisher only from this workflow, for minutes.',
  link: 'https://docs.pypi.org/trusted-publishers/',
  remediation:
    'Add the workflow as trusted publisher on PyPI, grant id-token: write to the job, and remove the token.',
  example: {
    violates: `on: push
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: pypa/gh-action-pypi-publish@76f52bc884231f62b9a034ebfe128415bbaabdfc # v1.12.4
        with:
          password: \${{ secrets.PYPI_TOKEN }}
`,
    passes: `on: push
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions:
      id-token: write
    steps:
      - uses: pypa/gh-action-pypi-publish@76f52bc884231f62b9a034ebfe128415bbaabdfc # v1.12.4
`,
  },
  check: (workflow) =>
    workflow.jobs.flatMap((job) =>
      job.steps.flatMap((step): Finding[] => {
        const fix = 'use a trusted publisher: id-token: write and no token';
        return tokenUses(step, hasIdentity(workflow, job)).map(({ line, column, by }) => ({
          line,
          column,
          message: `${by} publishes with a stored token`,
          fix,
        }));
      }),
    ),
});

interface TokenUse {
  readonly line: number;
  readonly column: number;
  readonly by: string;
}

/** Whether the job can prove who it is. */
function hasIdentity(workflow: Workflow, job: Job): boolean {
  const { all, scopes = [] } = job.permissions ?? workflow.permissions ?? {};
  return all?.value === 'write-all' || entry(scopes, 'id-token')?.value === 'write';
}

function tokenUses({ uses, run, env, with: inputs }: Step, identity: boolean): readonly TokenUse[] {
  if (uses !== undefined) {
    const password = entry(inputs, 'password');
    // Another index may know no trusted publishers.
    const other = entry(inputs, 'repository-url') ?? entry(inputs, 'repository_url');
    const isPyPI = other === undefined || /\bpypi\.org\b/.test(other.value);
    if (actionRepository(uses.value) !== 'pypa/gh-action-pypi-publish') return [];
    if (password === undefined || !isPyPI) return [];
    const { line, column } = password;
    return [{ line, column, by: 'gh-action-pypi-publish' }];
  }
  if (run === undefined) return [];
  return commandLines(run).flatMap(({ text, position }) => {
    const [, by] = PUBLISH.exec(text) ?? [];
    if (by === undefined || ELSEWHERE.test(text)) return [];
    const given =
      /\s--(?:token|password)\b/.test(text) ||
      env.some(({ key }) => /^UV_PUBLISH_(?:TOKEN|PASSWORD)$/.test(key.value));
    // uv is a trusted publisher by itself where it has an identity and no token.
    if (by.startsWith('uv') && identity && !given) return [];
    return [{ ...position, by: by.replace(/\s+/g, ' ') }];
  });
}

const PUBLISH =
  /(?:^|[\s;&|(/])(twine\s+upload|poetry\s+publish|flit\s+publish|hatch\s+publish|uv\s+publish)\b/;
const ELSEWHERE =
  /\s(?:--repository-url|--publish-url|-r|--repository|--repo|--index)[\s=](?!\S*pypi)/;
