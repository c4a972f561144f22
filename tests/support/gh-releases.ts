/*
 * `gh release list`, `download` and `upload` over a directory, with the arguments, the JSON fields and the errors of gh's manual
 * (https://cli.github.com/manual/gh_release) and its source. What gh does not know is refused here too. GH_RELEASES names the
 * directory: one folder a tag, with release.json and the assets in `assets`.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

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
const known = {
  list: {
    ...{ '--exclude-drafts': false, '--exclude-pre-releases': false, '--json': true },
    ...{ '--jq': true, '--limit': true, '--order': true, '--template': true },
  },
  download: {
    ...{ '--archive': true, '--clobber': false, '--dir': true, '--output': true },
    ...{ '--pattern': true, '--skip-existing': false },
  },
  upload: { '--clobber': false },
} as const satisfies Readonly<Record<string, Readonly<Record<string, boolean>>>>;
type Command = keyof typeof known;

type Release = Readonly<Record<string, unknown>> & { readonly tagName: string };
type Flags = ReadonlyMap<string, string>;

function fail(message: string, code = 1): never {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

const variable = (name: string): string => process.env[name] ?? fail(`${name} is not set`, 4);
const isCommand = (text: string): text is Command => Object.hasOwn(known, text);

const assetOf = (tag: string, name = ''): string =>
  join(variable('GH_RELEASES'), tag, 'assets', name);

function releases(): readonly Release[] {
  const root = variable('GH_RELEASES');
  return readdirSync(root).map((tagName) => {
    const text = readFileSync(join(root, tagName, 'release.json'), 'utf8');
    return { ...(JSON.parse(text) as Readonly<Record<string, unknown>>), tagName };
  });
}

const releaseOf = (tag: string): Release =>
  releases().find(({ tagName }) => tagName === tag) ?? fail('release not found');

function list(values: readonly string[], given: Flags): void {
  if (values.length > 0) fail(`unknown command "${values.join(' ')}" for "gh release list"`);
  const wanted = given.get('--json')?.split(',') ?? fail('this test asks for JSON');
  const unknown = wanted.find((field) => !fields.includes(field));
  if (unknown !== undefined) fail(`Unknown JSON field: "${unknown}"`);
  const shown = releases()
    .filter(({ isDraft }) => isDraft !== true || !given.has('--exclude-drafts'))
    .sort((a, b) => (String(a['createdAt']) < String(b['createdAt']) ? 1 : -1))
    .slice(0, Number(given.get('--limit') ?? 30))
    .map((release) => new Map(wanted.map((field) => [field, String(release[field])])));
  for (const line of filtered(shown, given.get('--jq') ?? '')) process.stdout.write(`${line}\n`);
}

function download([tag, ...more]: readonly string[], given: Flags): void {
  if (tag === undefined || more.length > 0) fail('accepts at most 1 arg(s); this test names a tag');
  releaseOf(tag);
  const names = readdirSync(assetOf(tag)).filter((name) => name === given.get('--pattern'));
  if (names.length === 0) fail('no assets match the file pattern');
  const directory = given.get('--dir') ?? '.';
  mkdirSync(directory, { recursive: true });
  for (const name of names) {
    const target = join(directory, name);
    if (existsSync(target) && !given.has('--clobber')) fail(`${target} already exists`);
    copyFileSync(assetOf(tag, name), target);
  }
}

function upload([tag, ...files]: readonly string[], given: Flags): void {
  if (tag === undefined || files.length === 0) fail('requires at least 2 arg(s)');
  for (const file of files) if (!existsSync(file)) fail(`no matches found for \`${file}\``);
  const { isImmutable } = releaseOf(tag);
  const existing = files
    .map((file) => basename(file))
    .filter((name) => existsSync(assetOf(tag, name)));
  if (existing.length > 0 && !given.has('--clobber'))
    fail(`asset under the same name already exists: [${existing.join(' ')}]`);
  if (isImmutable === true) fail('HTTP 422: Cannot upload assets to an immutable release.');
  for (const file of files) copyFileSync(file, assetOf(tag, basename(file)));
}

type Row = ReadonlyMap<string, string>;

/** The lines of a jq filter made of these parts; any other one is an error. */
function filtered(rows: readonly Row[], filter: string): readonly string[] {
  const of = (row: Row, key: string): string => row.get(key) ?? fail(`${key} was not asked for`);
  let current = rows;
  for (const part of filter.split('|').map((text) => text.trim())) {
    const [, key, than] = /^map\(select\(\.(\w+) < env\.(\w+)\)\)$/.exec(part) ?? [];
    const [, sorted] = /^sort_by\(\.(\w+)\)$/.exec(part) ?? [];
    const [, each] = /^\.\[\]\.(\w+)$/.exec(part) ?? [];
    if (each !== undefined) return current.map((row) => of(row, each));
    if (key !== undefined && than !== undefined)
      current = current.filter((row) => of(row, key) < variable(than));
    else if (sorted !== undefined)
      current = [...current].sort((a, b) => (of(a, sorted) < of(b, sorted) ? -1 : 1));
    else if (part === 'reverse') current = [...current].reverse();
    else fail(`this test knows no jq filter ${part}`);
  }
  return fail('this test ends its filter with .[].FIELD');
}

function parsed(command: Command, args: readonly string[]) {
  const flags: Readonly<Record<string, boolean>> = known[command];
  const given = new Map<string, string>();
  const values: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    if (!argument.startsWith('-')) values.push(argument);
    else if (!Object.hasOwn(flags, argument)) fail(`unknown flag: ${argument}`);
    else if (flags[argument] === true) {
      index += 1;
      given.set(argument, args[index] ?? fail(`flag needs an argument: ${argument}`));
    } else given.set(argument, '');
  }
  return { given, values };
}

const [group, name = '', ...args] = process.argv.slice(2);
if (group !== 'release' || !isCommand(name)) fail(`unknown command "${name}"`);
if (variable('GH_TOKEN') === '') fail('set the GH_TOKEN environment variable', 4);
if (!/^[\w.-]+\/[\w.-]+$/.test(variable('GH_REPO')))
  fail('expected the "[HOST/]OWNER/REPO" format');
const { given, values } = parsed(name, args);
({ list, download, upload })[name](values, given);
