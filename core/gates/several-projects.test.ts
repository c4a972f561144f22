import { type PipelineSettings } from '../config/pipeline-settings';
import { exampleSettings } from '../pipeline/example-settings';
import { renderFiles } from '../pipeline/render-files';
import { compareGates, type GateState } from './compare-gates';

const files = (settings: PipelineSettings): GateState => ({
  resources: [],
  files: renderFiles(settings).files.map(({ path, content }) => ({
    repository: 'notes-service',
    path,
    text: content,
  })),
});
const changes = (before: PipelineSettings, after: PipelineSettings): readonly string[] =>
  compareGates(files(before), files(after)).changes.map(
    ({ direction, gate, subject }) =>
      `${direction} ${gate}${subject === '' ? '' : ` of ${subject}`}`,
  );

const project = { python: { directory: 'api' } };
const alone = exampleSettings;
const both: PipelineSettings = { ...alone, projects: { api: project } };

test('a weaker gate of one project is not hidden by the same gate of another', () => {
  const weaker: PipelineSettings = {
    ...alone,
    projects: { api: { ...project, gates: { coverage: 10, lint: 'off' } } },
  };
  expect(changes(both, weaker)).toEqual([
    'weaker coverage-floor of the project in api',
    'weaker lint of the project in api',
  ]);
});

test('a project that leaves takes its gates along, and one that comes weakens nothing', () => {
  const gates = ['code-scan', 'coverage-floor', 'dependency-audit', 'formatting', 'lint'];
  expect(changes(both, alone)).toEqual(
    [...gates, 'tests', 'types'].map((gate) => `weaker ${gate} of the project in api`),
  );
  expect(changes(alone, both).filter((change) => change.startsWith('weaker'))).toEqual([]);
});

test('the only project of a repository keeps its gates when it moves', () => {
  const moved = { ...alone, python: { ...alone.python, directory: 'services/notes' } };
  expect(changes(alone, moved)).toEqual([]);
});
