import { type PipelineSettings } from '../config/pipeline-settings';
import { exampleSettings } from '../pipeline/example-settings';
import { renderFiles } from '../pipeline/render-files';
import { compareGates, type GateFile, type GateState } from './compare-gates';

const reuse = { repository: 'ci', branch: 'main', protect: true };

/** The files that a stack delivers for one repository, with those of the central repository that it calls. */
function state(settings: PipelineSettings): GateState {
  const { files, called } = renderFiles(settings);
  const own = files.map(({ path, content }): GateFile => ({
    repository: 'notes-service',
    path,
    text: content,
  }));
  return {
    resources: [],
    files: [
      ...own,
      ...(called === undefined
        ? []
        : [{ repository: called.repository, path: called.path, text: called.content }]),
    ],
  };
}

const text = ({ direction, repository, gate, subject, before, after }: Change): string =>
  `${direction} ${repository ?? ''} ${gate} ${subject}: ${before ?? 'none'} -> ${after ?? 'none'}`;
type Change = ReturnType<typeof compareGates>['changes'][number];

const changes = (before: PipelineSettings, after: PipelineSettings): readonly string[] =>
  compareGates(state(before), state(after)).changes.map(text);

const called = { ...exampleSettings, reuse };

it('a pipeline that is called has the gates of one that a repository has itself', () => {
  expect(changes(exampleSettings, called)).toEqual(['stronger ci managed : none -> managed']);
  expect(changes(called, exampleSettings)).toEqual(['weaker ci managed : managed -> none']);
});

it.each<[string, Partial<PipelineSettings>]>([
  ['coverage', { gates: { ...exampleSettings.gates, coverage: 70 } }],
  ['lint', { gates: { ...exampleSettings.gates, lint: 'warn' } }],
  ['readiness', { gates: { ...exampleSettings.gates, readiness: 60 } }],
  ['a timeout', { timeouts: { ...exampleSettings.timeouts, test: 120 } }],
  ['re-runs', { retries: { ...exampleSettings.retries, tests: { reruns: 5, delaySeconds: 1 } } }],
])('%s that becomes weaker is named in the repository that calls, and once', (_, over) => {
  const own = changes(exampleSettings, { ...exampleSettings, ...over });
  expect(own.length).toBeGreaterThan(0);
  expect(changes(called, { ...called, ...over })).toEqual(own);
});

it('without the workflow that is called nothing of the pipeline is left', () => {
  const { files } = state(called);
  const alone = { resources: [], files: files.filter(({ repository }) => repository !== 'ci') };
  const found = compareGates(state(called), alone).changes.map(text);
  expect(found).toContain('weaker notes-service tests : blocks pull requests -> none');
});
