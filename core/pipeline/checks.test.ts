import { producedChecks, requiredChecks, whyNotProduced, type BranchEvent } from './checks';
import { exampleSettings } from './example-settings';
import { parseWorkflow } from './parse/parse-workflow';
import { type ParsedWorkflow } from './parse/parsed-workflow';
import { renderPipeline } from './render-pipeline';

const onPullRequest: BranchEvent = { event: 'pull_request', branch: 'main' };

function workflow(on: string, jobs: string): ParsedWorkflow {
  const { workflow: result } = parseWorkflow(
    '.github/workflows/x.yml',
    `on:\n  ${on}\njobs:\n${jobs}`,
  );
  if (result === undefined) throw new Error('no workflow');
  return result;
}
const job = (id: string, rest = '') =>
  `  ${id}:\n    runs-on: x\n    steps: [{run: "true"}]\n${rest}`;

describe('producedChecks', () => {
  it('takes the name of a job, or its id', () => {
    const text = job('lint', '    name: Lint & Format\n') + job('test');
    expect(producedChecks(workflow('pull_request: {}', text), onPullRequest).contexts).toEqual([
      'Lint & Format',
      'test',
    ]);
  });

  it('appends matrix values in the order of the axes, with include and exclude', () => {
    const matrix =
      '    strategy: {matrix: {os: [u, m], py: ["3.10", "3.11"], exclude: [{os: m, py: "3.10"}], include: [{os: w, py: "3.12"}, {os: u, extra: 1}]}}\n';
    expect(
      producedChecks(workflow('pull_request: {}', job('t', matrix)), onPullRequest).contexts,
    ).toEqual(['t (u, 3.10, 1)', 't (u, 3.11, 1)', 't (m, 3.11)', 't (w, 3.12)']);
  });

  it('joins the names of called workflows', () => {
    const called = workflow('workflow_call: {}', job('inner', '    name: Inner\n'));
    const caller = workflow(
      'pull_request: {}',
      '  outer:\n    name: Outer\n    uses: ./.github/workflows/c.yml\n',
    );
    expect(producedChecks(caller, onPullRequest, () => called).contexts).toEqual(['Outer / Inner']);
    expect(producedChecks(caller, onPullRequest).withheld).toMatchObject([
      { context: 'Outer', reason: 'called-workflow-unknown' },
    ]);
  });

  it.each([
    ['push: {}', 'event-missing'],
    ['pull_request: {branches: [develop]}', 'branch-filter'],
    ['pull_request: {branches-ignore: ["ma*"]}', 'branch-filter'],
    ['pull_request: {paths: ["src/**"]}', 'path-filter'],
    ['pull_request: {paths-ignore: ["docs/**"]}', 'path-filter'],
    ['pull_request: {types: [opened]}', 'activity-types'],
  ])('withholds the checks of a workflow on %s', (on, reason) => {
    const checks = producedChecks(workflow(on, job('t')), onPullRequest);
    expect(checks.contexts).toEqual([]);
    expect(checks.withheld).toMatchObject([{ context: 't', jobId: 't', reason }]);
  });

  it('does not promise a name that is known at run time only', () => {
    const dynamic =
      job('t', '    name: Test ${{ inputs.x }}\n') +
      job('u', '    strategy: {matrix: {a: "${{ fromJSON(vars.X) }}"}}\n');
    const checks = producedChecks(workflow('pull_request: {}', dynamic), onPullRequest);
    expect(checks.contexts).toEqual([]);
    expect(checks.withheld.map((each) => each.context)).toEqual(['Test ', 'u (']);
  });
});

describe('whyNotProduced', () => {
  it('says nothing of a context that is produced, and why of any other', () => {
    const workflows = [workflow('pull_request: {paths: ["src/**"]}', job('t'))];
    expect(whyNotProduced('t', workflows, onPullRequest)).toContain('filters paths');
    expect(whyNotProduced('other', workflows, onPullRequest)).toContain('no job is called "other"');
    expect(
      whyNotProduced('t', [workflow('pull_request: {}', job('t'))], onPullRequest),
    ).toBeUndefined();
  });
});

describe('requiredChecks', () => {
  it.each(['pull_request', 'merge_group', 'push'] as const)(
    'are produced by the rendered ci.yml on %s',
    (event) => {
      const ci = renderPipeline(exampleSettings).files.find((file) =>
        file.path.endsWith('/ci.yml'),
      );
      const { workflow: parsed } = parseWorkflow('ci.yml', ci?.content ?? '');
      if (parsed === undefined) throw new Error('no workflow');
      const required = requiredChecks(exampleSettings);
      expect(required).toHaveLength(1);
      expect(producedChecks(parsed, { event, branch: 'main' }).contexts).toEqual(
        expect.arrayContaining([...required]),
      );
    },
  );
});
