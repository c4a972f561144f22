import { detectRepository, proposedSettings } from '../../core/project';
import { treeOf } from '../../core/project/example-trees';
import { lockFiles } from '../../core/project/lock-files';
import { renderPipeline } from '../../core/pipeline';
import { settingsOfStack } from '../support/stack-settings';
import { type Shape } from './shape';
import { shapes } from './shapes';

/** The repository of a shape as detection sees it; what is locked is not looked at here. */
const treeOfShape = ({ files, lock, submodule }: Shape) =>
  treeOf(
    { ...files, ...(lock === undefined ? {} : { [lockFiles[lock]]: 'version = 1\n' }) },
    submodule === undefined ? [] : [submodule.path],
  );

describe.each(shapes)('$name', (shape) => {
  test('what is read out of it is right, and a stack takes it', async () => {
    const { projects, problems } = await detectRepository(treeOfShape(shape));
    expect(problems).toEqual([]);
    const [project, ...others] = projects;
    if (project === undefined) throw new Error('no project was found');
    expect(others).toEqual([]);
    const { settings } = proposedSettings(project);
    expect(settings).toMatchObject(shape.settings);
    const [whole] = settingsOfStack(`${shape.name}.yaml`, {
      github: { owner: 'acme' },
      delivery: { mode: 'pullRequest' },
      repositories: [{ name: shape.name, ...settings }],
    });
    if (whole === undefined) throw new Error('the stack has no repository');
    const { problems: refused, requiredChecks } = renderPipeline(whole);
    expect(refused).toEqual([]);
    expect(requiredChecks).toEqual(['CI Success']);
  });
});

test('there are at least twenty shapes, each of another name', () => {
  expect(new Set(shapes.map(({ name }) => name)).size).toBe(shapes.length);
  expect(shapes.length).toBeGreaterThanOrEqual(20);
});
