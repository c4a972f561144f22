import { parse } from 'yaml';
import {
  exampleSettings,
  ciPath,
  renderPipeline,
  updateReadinessPath,
} from '../../../core/pipeline';
import { proposeForBranch } from '../../../core/project';
import { treeOf } from '../../../core/project/example-trees';

/*
 * On which branches CI and the dashboard run in repositories that are laid out in other ways: the default branch and the one
 * on which changes are gathered, where there is one, and no other.
 */

const flat = {
  'pyproject.toml': '[project]\nname = "shop"\nversion = "1"\n',
  'shop.py': 'x = 1\n',
};

interface Layout {
  readonly files?: Readonly<Record<string, string>>;
  readonly defaultBranch: string;
  readonly others: readonly string[];
  readonly triggers: readonly string[];
}

const layouts: Readonly<Record<string, Layout>> = {
  'main and develop': { defaultBranch: 'main', others: ['develop'], triggers: ['main', 'develop'] },
  'main alone': { defaultBranch: 'main', others: [], triggers: ['main', 'develop'] },
  'master alone': { defaultBranch: 'master', others: [], triggers: ['master', 'develop'] },
  'master and dev': { defaultBranch: 'master', others: ['dev'], triggers: ['master', 'dev'] },
  'develop as the default': { defaultBranch: 'develop', others: ['main'], triggers: ['develop'] },
  'dev as the default': { defaultBranch: 'dev', others: [], triggers: ['dev', 'develop'] },
  'two that gather': {
    ...{ defaultBranch: 'main', others: ['develop', 'development'] },
    triggers: ['main', 'develop', 'development'],
  },
  'README.rst and sphinx, with releases on branches': {
    files: { ...flat, 'README.rst': 'Shop\n', 'docs/conf.py': '', 'docs/index.rst': '' },
    ...{ defaultBranch: 'main', others: ['stable/1.x', '2.0.x'], triggers: ['main', 'develop'] },
  },
  'mkdocs, with its site on a branch': {
    files: { ...flat, 'mkdocs.yml': 'site_name: Shop\n', 'docs/index.md': '# Shop\n' },
    ...{ defaultBranch: 'master', others: ['gh-pages', 'devel'], triggers: ['master', 'devel'] },
  },
  'a name with a slash and a plus': {
    files: { ...flat, 'doc/source/conf.py': '' },
    ...{ defaultBranch: 'trunk/c++', others: [], triggers: ['trunk/c\\+\\+', 'develop'] },
  },
  'setup.py in a folder of its own': {
    files: { 'python/setup.py': 'setup(name="shop")\n', 'python/shop.py': 'x = 1\n' },
    ...{ defaultBranch: 'main', others: ['develop'], triggers: ['main', 'develop'] },
  },
};

interface Triggers {
  readonly on: { readonly push: { readonly branches: readonly string[] } };
}

test.each(Object.entries(layouts))('%s', async (_name, layout) => {
  const { files = flat, defaultBranch, others, triggers } = layout;
  const all = [defaultBranch, ...others];
  const proposal = await proposeForBranch(treeOf(files), defaultBranch, (name) =>
    Promise.resolve(all.includes(name)),
  );
  if ('problems' in proposal) throw new Error(JSON.stringify(proposal.problems));
  const { settings } = proposal;
  const { files: rendered } = renderPipeline({
    ...exampleSettings,
    defaultBranch: settings.defaultBranch ?? exampleSettings.defaultBranch,
    branches: settings.branches ?? exampleSettings.branches,
  });
  const read = (path: string) =>
    parse(rendered.find((file) => file.path === path)?.content ?? '') as Triggers;
  expect(read(ciPath).on.push.branches).toEqual(triggers);
  expect(read(updateReadinessPath).on.push.branches).toEqual(triggers);
});
