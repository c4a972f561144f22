import { existsSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { projectRoot, runProgram } from '../support/tools';
import { besideTheRooms, files, foldersAtTop, textOf } from './project-files';

test('every folder at the top is a room that the architecture page draws, and every drawn room is there', () => {
  const drawn = [...textOf('docs/architecture.md').matchAll(/^\| `([a-z/]+)\/` \|/gm)].map(
    ([, room]) => room?.split('/')[0],
  );
  const rooms = foldersAtTop.filter((folder) => !besideTheRooms.includes(folder));
  expect([...new Set(drawn)].sort()).toEqual(rooms.sort());
});

test('every room has its doors written down in the linter', () => {
  const doors = textOf('eslint.config.mjs');
  const inCore = files.flatMap((file) => /^core\/[^/]+(?=\/)/.exec(file) ?? []);
  const atTop = foldersAtTop.filter((folder) => !['docs', 'sdks', 'core'].includes(folder));
  const rooms = [...atTop, ...new Set(inCore)];
  expect(rooms.filter((room) => !new RegExp(`^ {2}'?${room}'?: \\[`, 'm').test(doors))).toEqual([]);
});

test('no folder or file is called utils, common, helpers or lib', () => {
  expect(
    files.filter((file) => /(^|\/)(utils?|common|helpers?|lib)(\.[a-z.]+)?(\/|$)/.test(file)),
  ).toEqual([]);
});

test('file names are kebab-case', () => {
  const ours = files.filter(
    (file) => /\.(ts|js|mjs)$/.test(file) && !file.startsWith('sandbox/sample-project/'),
  );
  expect(
    ours.filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z-]+)*$/.test(path.basename(file))),
  ).toEqual([]);
});

/** Lock files and other texts that tools write hold long hashes in which anything can occur. */
const written = files.filter((file) => !/(^|\/)(package-lock\.json|uv\.lock|go\.sum)$/.test(file));

test('no file names a place of the machine it was written on', () => {
  // Put together, so that this file does not find itself.
  const places = ['/root', '/work', '/opt', '/home', '/Users'].map((place) => `${place}/`);
  const pattern = new RegExp(`(^|[\\s"'\`=(:])(${places.join('|')})[\\w.-]`, 'm');
  const allowed = /\/home\/app\//g;
  expect(written.filter((file) => pattern.test(textOf(file).replaceAll(allowed, '')))).toEqual([]);
});

const lockFiles = files.filter((file) => path.basename(file) === 'package-lock.json');

test.each(lockFiles)('%s names no registry: it holds wherever packages come from', (file) => {
  const lock = JSON.parse(textOf(file)) as {
    readonly packages: Readonly<
      Record<string, { readonly resolved?: string; readonly link?: boolean }>
    >;
  };
  const resolved = Object.values(lock.packages).flatMap(({ resolved: from, link }) =>
    from === undefined || link === true ? [] : [from],
  );
  expect(resolved).toEqual([]);
});

type Dependencies = Readonly<Record<string, string>>;
const dependenciesOf = (file: string): Dependencies => {
  const { dependencies, devDependencies } = JSON.parse(textOf(file)) as Readonly<
    Partial<Record<'dependencies' | 'devDependencies', Dependencies>>
  >;
  return { ...dependencies, ...devDependencies };
};

test.each(lockFiles.map((file) => file.replace('-lock', '')))(
  'every version of a dependency in %s is exact',
  (file) => {
    const versions = Object.values(dependenciesOf(file));
    expect(versions.filter((version) => !/^(\d+\.\d+\.\d+|file:[a-z/]+)$/.test(version))).toEqual(
      [],
    );
  },
);

test('the packages of Stryker are of one version', () => {
  const { '@stryker-mutator/core': core, ...runners } = dependenciesOf(
    'tools/stryker/package.json',
  );
  expect(core).toBeDefined();
  expect(Object.values(runners)).toEqual([core]);
});

test('code that mutation testing leaves out is excused by mutator and line, with a reason', () => {
  // Put together, so that this file does not find itself.
  const directive = new RegExp(`/[/*] ?${'Stryker'} (?:disable|restore).*`, 'g');
  const excuses = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...textOf(file).matchAll(directive)].map(([text]) => text));
  expect(
    excuses.filter((text) => !/disable next-line [A-Z]\w+(,[A-Z]\w+)*: \S.+$/.test(text)),
  ).toEqual([]);
});

test('what is executable starts with an interpreter, and what starts with one is executable', () => {
  const scripts = files.filter((file) => /^#!/.test(textOf(file).slice(0, 2)));
  expect(
    scripts.filter((file) => (statSync(path.join(projectRoot, file)).mode & 0o100) === 0),
  ).toEqual([]);
});

const pages = files.filter(
  (file) => file.endsWith('.md') && !file.startsWith('sandbox/sample-project/'),
);

describe('the command surface', () => {
  const makefile = textOf('Makefile');
  const documented = [...makefile.matchAll(/^([a-z-]+):.*## /gm)].map(([, name]) => name ?? '');

  test('make help lists every documented target', () => {
    const { status, stdout } = runProgram('make', ['--no-print-directory', 'help'], {
      cwd: projectRoot,
    });
    expect(status).toBe(0);
    expect([...stdout.matchAll(/^ {2}make ([a-z-]+) /gm)].map(([, name]) => name)).toEqual(
      documented,
    );
  });

  test('every phony target but help is documented', () => {
    const phony = /^\.PHONY: (.*)$/m.exec(makefile)?.[1]?.split(' ') ?? [];
    expect(phony.filter((name) => name !== 'help').sort()).toEqual([...documented].sort());
  });

  test('the page of commands lists every target, and no page names another one', () => {
    const listed = [...textOf('docs/commands.md').matchAll(/^\| `make ([a-z-]+)` /gm)];
    expect(listed.map(([, name]) => name).sort()).toEqual([...documented].sort());
    const inRepositories = ['ci-preflight', 'ci-baseline', 'help'];
    const unknown = pages.flatMap((page) =>
      [...textOf(page).matchAll(/`make ([a-z][a-z-]*)/g)]
        .map(([, name]) => name ?? '')
        .filter((name) => ![...documented, ...inRepositories].includes(name)),
    );
    expect(unknown).toEqual([]);
  });

  test('the README fits on two screens', () => {
    expect(textOf('README.md').split('\n').length).toBeLessThanOrEqual(121);
  });

  test('every script and file that a target starts is there', () => {
    const started = [
      ...makefile.matchAll(/\b((?:cli|sandbox|tools)\/[\w./-]+\.(?:ts|mjs|txt|mod|sum))/g),
    ];
    expect(started.map(([, file]) => file ?? '').filter((file) => !files.includes(file))).toEqual(
      [],
    );
  });
});

describe('links between pages', () => {
  /** Anchors that GitHub makes of a page's headings. */
  const anchors = (file: string): readonly string[] =>
    [...textOf(file).matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
      (title ?? '')
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    );

  test.each(pages)('%s links to what is there', (page) => {
    const text = textOf(page).replaceAll(/```[\s\S]*?```/g, '');
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? '');
    const broken = targets.filter((target) => {
      if (/^[a-z]+:/.test(target)) return false;
      const [file = '', anchor] = target.split('#');
      const found = file === '' ? page : path.join(path.dirname(page), file);
      if (!existsSync(path.join(projectRoot, found))) return true;
      return anchor !== undefined && !anchors(found).includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});
