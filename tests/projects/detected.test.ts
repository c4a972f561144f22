import { detectRepository, proposedRepository } from '../../core/project';
import { renderPipeline } from '../../core/pipeline';
import { settingsOfStack } from '../support/stack-settings';
import { treeOfShape } from './shape-tree';
import { shapes } from './shapes';

describe.each(shapes)('$name', (shape) => {
  test('what is read out of it is right, and a stack takes it', async () => {
    const { projects, problems } = await detectRepository(treeOfShape(shape));
    expect(problems).toEqual([]);
    const [first, ...others] = projects;
    if (first === undefined) throw new Error('no project was found');
    const { settings } = proposedRepository([first, ...others]);
    expect(Object.keys(settings.projects ?? {})).toHaveLength(others.length);
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
