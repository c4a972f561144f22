/*
 * `gh release list`, `download` and `upload` over a directory, with the arguments, the JSON fields and the errors of gh's manual
 * (https://cli.github.com/manual/gh_release) and its source. What gh does not know is refused here too. GH_RELEASES names the
 * directory: one folder a tag, with release.json and the assets in `assets`.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';

const fields = [
  'createdAt',
  'isDraft',
  'isLatest',
  'isPrerelease',
  'name',
  'publishedAt',
  'tagName',
];

/** Flags of each command; true: with a value. */
const flags = {
  list: {
    ...{ '--exclude-drafts': false, '--exclude-pre-releases': false, '--json': true },
    ...{ '--jq': true, '--limit': true, '--order': true, '--template': true },
  },
  download: {
    ...{ '--archive': true, '--clobber': false, '--dir': true, '--output': true },
    ...{ '--pattern': true, '--skip-existing': false },
  },
  upload: { '--clobber': false },
};

function fail(message, code = 1) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

const [group, command, ...rest] = process.argv.slice(2);
if (group !== 'release' || !Object.hasOwn(flags, command))
  fail(`unknown command "${group} ${command}"`);
if (!process.env.GH_TOKEN) fail('To use GitHub CLI in a GitHub Actions workflow, set GH_TOKEN', 4);
if (!/^[\w.-]+\/[\w.-]+$/.test(process.env.GH_REPO ?? ''))
  fail('expected the "[HOST/]OWNER/REPO" format');

const given = new Map();
const values = [];
for (let index = 0; index < rest.length; index += 1) {
  const argument = rest[index];
  if (!argument.startsWith('-')) values.push(argument);
  else if (!Object.hasOwn(flags[command], argument)) fail(`unknown flag: ${argument}`);
  else if (flags[command][argument])
    given.set(argument, rest[(index += 1)] ?? fail(`flag needs an argument: ${argument}`));
  else given.set(argument, true);
}

const root = process.env.GH_RELEASES ?? fail('GH_RELEASES is not set');
const releases = readdirSync(root).map((tag) => ({
  ...JSON.parse(readFileSync(join(root, tag, 'release.json'), 'utf8')),
  tagName: tag,
}));
const assetsOf = (tag) => join(root, tag, 'assets');
const releaseOf = (tag) =>
  releases.find(({ tagName }) => tagName === tag) ?? fail('release not found');

const commands = {
  list: () => {
    if (values.length > 0) fail(`unknown command "${values[0]}" for "gh release list"`);
    const wanted = given.get('--json')?.split(',');
    if (given.has('--jq') && wanted === undefined)
      fail('cannot use `--jq` without specifying `--json`');
    const unknown = wanted?.find((field) => !fields.includes(field));
    if (unknown !== undefined) fail(`Unknown JSON field: "${unknown}"`);
    const shown = releases
      .filter(({ isDraft }) => !isDraft || !given.has('--exclude-drafts'))
      .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
      .slice(0, Number(given.get('--limit') ?? 30))
      .map((release) => Object.fromEntries((wanted ?? []).map((field) => [field, release[field]])));
    for (const line of filtered(shown, given.get('--jq') ?? '.')) process.stdout.write(`${line}\n`);
  },
  download: () => {
    const [tag, ...more] = values;
    if (more.length > 0) fail(`accepts at most 1 arg(s), received ${values.length}`);
    if (tag === undefined) fail('this test names a tag');
    releaseOf(tag);
    const names = readdirSync(assetsOf(tag)).filter((name) => name === given.get('--pattern'));
    if (names.length === 0) fail('no assets match the file pattern');
    const directory = given.get('--dir') ?? '.';
    mkdirSync(directory, { recursive: true });
    for (const name of names) {
      const target = join(directory, name);
      if (existsSync(target) && !given.has('--clobber'))
        fail(
          `${target} already exists (use \`--clobber\` to overwrite file or \`--skip-existing\` to skip file)`,
        );
      copyFileSync(join(assetsOf(tag), name), target);
    }
  },
  upload: () => {
    const [tag, ...files] = values;
    if (tag === undefined || files.length === 0)
      fail(`requires at least 2 arg(s), only received ${values.length}`);
    for (const file of files) if (!existsSync(file)) fail(`no matches found for \`${file}\``);
    const release = releaseOf(tag);
    const existing = files
      .map((file) => basename(file))
      .filter((name) => existsSync(join(assetsOf(tag), name)));
    if (existing.length > 0 && !given.has('--clobber'))
      fail(`asset under the same name already exists: [${existing.join(' ')}]`);
    if (release.isImmutable) fail('HTTP 422: Cannot upload assets to an immutable release.');
    for (const file of files) copyFileSync(file, join(assetsOf(tag), basename(file)));
  },
};

/** The lines of a jq filter made of these parts; any other one is an error. */
function filtered(value, filter) {
  let current = value;
  for (const part of filter.split('|').map((text) => text.trim())) {
    const [, key, variable] = /^map\(select\(\.(\w+) < env\.(\w+)\)\)$/.exec(part) ?? [];
    const [, sorted] = /^sort_by\(\.(\w+)\)$/.exec(part) ?? [];
    const [, each] = /^\.\[\]\.(\w+)$/.exec(part) ?? [];
    if (key !== undefined)
      current = current.filter(
        (one) => one[key] < (process.env[variable] ?? fail(`env.${variable} is null`)),
      );
    else if (sorted !== undefined)
      current = [...current].sort((a, b) => (a[sorted] < b[sorted] ? -1 : 1));
    else if (part === 'reverse') current = [...current].reverse();
    else if (each !== undefined) return current.map((one) => one[each]);
    else if (part !== '.') fail(`this test knows no jq filter ${part}`);
  }
  return [JSON.stringify(current)];
}

commands[command]();
