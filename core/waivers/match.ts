import { normalName } from '../kernel/package-name';
import { expiryOf } from '../readiness/days';
import { type FindingTool, type WaivableGate, type Waived, type Waiver } from './waiver';

/** What asks whether it is waived. */
export type Subject =
  | { readonly kind: 'gate'; readonly gate: WaivableGate }
  | {
      readonly kind: 'finding';
      readonly tool: FindingTool;
      readonly rule: string;
      readonly file: string;
    }
  /** A test by its id in a JUnit report, `tests.test_cart.TestCart::test_total[0]`, and the directory of its project. */
  | { readonly kind: 'test'; readonly id: string; readonly directory?: string }
  /** A vulnerability by all its ids. */
  | { readonly kind: 'vulnerability'; readonly ids: readonly string[]; readonly package: string }
  | {
      readonly kind: 'policy';
      readonly rule: string;
      readonly repository?: string;
      /** File, where the violation is in one. */
      readonly path?: string;
    };

/** The waiver that excuses something today: of several the one that lasts longest. */
export function waiverFor(
  waivers: readonly Waiver[],
  subject: Subject,
  today: string,
): Waiver | undefined {
  return waivers
    .filter(({ what }) => covers(what, subject))
    .filter((waiver) => expiryOf(waiver, today) !== 'expired')
    .reduce<Waiver | undefined>(
      (longest, waiver) =>
        longest === undefined || waiver.until > longest.until ? waiver : longest,
      undefined,
    );
}

/** Whether a waiver is about something, whatever the day. */
export function covers(what: Waived, subject: Subject): boolean {
  switch (what.kind) {
    case 'gate':
      return subject.kind === 'gate' && subject.gate === what.gate;
    case 'finding':
      return (
        subject.kind === 'finding' &&
        subject.tool === what.tool &&
        subject.rule === what.rule &&
        isWithin(subject.file, what.path)
      );
    case 'test':
      return subject.kind === 'test' && isTestOf(subject, what.test);
    case 'vulnerability':
      return (
        subject.kind === 'vulnerability' &&
        subject.ids.some((id) => id.toLowerCase() === what.id.toLowerCase()) &&
        (what.package === undefined || normalName(what.package) === normalName(subject.package))
      );
    case 'policy':
      return (
        subject.kind === 'policy' &&
        subject.rule === what.rule &&
        (what.repository === undefined ||
          subject.repository?.toLowerCase() === what.repository.toLowerCase()) &&
        (what.path === undefined ||
          (subject.path !== undefined && isWithin(subject.path, what.path)))
      );
  }
}

/** Whether a file is at a path, or below it where the path is a directory. */
function isWithin(file: string, path: string): boolean {
  const directory = path.replace(/\/$/, '');
  return file === directory || file.startsWith(`${directory}/`);
}

/** A file that a project in a directory names, as it is from the root of the repository. */
export const fileFromRoot = (file: string, directory = '.'): string =>
  directory === '.' ? file : `${directory}/${file}`;

/** The name begins at the root of the repository, the id where pytest has its root: in the project's directory or above it. */
function isTestOf(
  { id, directory = '.' }: Extract<Subject, { kind: 'test' }>,
  name: string,
): boolean {
  if (directory === '.') return isTest(id, name);
  const start = `${directory}/`;
  return name.startsWith(start) && (isTest(id, name.slice(start.length)) || isTest(id, name));
}

/**
 * Whether a test of a JUnit report is the named one, by that id or by pytest's node id
 * (`tests/test_cart.py::TestCart::test_total`). A name without parameters means all of them.
 */
function isTest(id: string, name: string): boolean {
  const wanted = junitId(name);
  return id === wanted || (!wanted.endsWith(']') && id.startsWith(`${wanted}[`));
}

function junitId(name: string): string {
  // Parameters may hold any text.
  const [, bare = name, parameters = ''] = /^([^[]*)(\[.*)?$/s.exec(name) ?? [];
  const [file = '', ...parts] = bare.split('::');
  if (!file.endsWith('.py')) return name;
  const module = file.replace(/\.py$/, '').replaceAll('/', '.');
  const classes = [module, ...parts.slice(0, -1)].join('.');
  return [classes, ...parts.slice(-1)].join('::') + parameters;
}
