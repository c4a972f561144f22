import { exampleSettings } from './example-settings';
import { renderFiles } from './render-files';

it('the link to the monitor of a repository is its own, although all else is the same', () => {
  const texts = ['orders', 'billing'].map((repository) => {
    const { files } = renderFiles({ ...exampleSettings, repository, monitorRegion: 'eu-west-1' });
    return files.find(({ path }) => path.endsWith('/staging-smoke-test.yml'))?.content ?? '';
  });
  expect(texts[0]).not.toBe(texts[1]);
  expect(texts[0]).toContain('alarm-url');
});
