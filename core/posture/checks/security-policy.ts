import { type Evidence, highest, judging, type PostureCheck, scored, unknown } from '../check';
import { type TextFile } from '../facts';

const folders = ['', '.github/', 'docs/'] as const;
const endings = ['md', 'markdown', 'adoc', 'rst'] as const;
/** Where Scorecard looks, in lower case. */
const places: ReadonlySet<string> = new Set([
  ...folders.flatMap((at) => endings.map((ending) => `${at}security.${ending}`)),
  'doc/security.rst',
]);

export const isSecurityPolicy = (path: string): boolean => places.has(path.toLowerCase());

const link = /https?:\/\/[a-zA-Z0-9./?=_%:-]*/g;
const address = /\b[A-Za-z0-9._%+-]+(?:@|\\?\[at\\?\])[A-Za-z0-9.-]+\.[A-Za-z]{2,6}\b/g;
const practice = /[0-9]{1,4}\b|disclos|vuln/gi;
/** Mentions of disclosure, vulnerabilities or days from which on a policy is about them. */
const fewestMentions = 2;
const points = { contact: 6, words: 3, practice: 1 } as const;

const remedy = {
  id: 'security-policy',
  what: 'Add a SECURITY.md that says where and how vulnerabilities are reported, and within how many days you answer',
  how: 'a file SECURITY.md in the repository, or one for all in the repository `.github` of the owner',
  score: highest,
};

/** https://github.com/ossf/scorecard/blob/main/docs/checks.md#security-policy */
export const securityPolicy: PostureCheck = {
  name: 'Security-Policy',
  risk: 'medium',
  ofScorecard: true,
  judge: ({ files, ownersPolicy, paths }) =>
    judging(paths, (all) => {
      const path = all.find(isSecurityPolicy);
      if (path !== undefined) {
        return judging(files, (read) => {
          const file = read.find((one) => one.path === path);
          return file === undefined ? unknown(`${path} was not read`, path) : judged(file);
        });
      }
      return judging(ownersPolicy, (found, source) =>
        found === undefined
          ? scored(0, [{ text: 'no security policy', source }], [remedy])
          : judged(found),
      );
    }),
};

function judged({ path: source, text }: TextFile) {
  const found = [link, address].map((pattern) => [...new Set(text.match(pattern) ?? [])]);
  const contacts = found.flat();
  const length = contacts.reduce((sum, one) => sum + one.length, 0);
  const parts: readonly (readonly [number, boolean, string])[] = [
    [points.contact, contacts.length > 0, 'an address to report to'],
    [points.words, text.length > 1 && text.length > length + contacts.length * 2, 'text beside it'],
    [
      points.practice,
      (text.match(practice) ?? []).length >= fewestMentions,
      'how vulnerabilities are disclosed',
    ],
  ];
  const score = parts.reduce((sum, [value, isMet]) => sum + (isMet ? value : 0), 0);
  const evidence = parts.map(([, isMet, what]): Evidence => ({
    text: `${isMet ? 'has' : 'lacks'} ${what}`,
    source,
  }));
  return scored(score, evidence, [remedy]);
}
