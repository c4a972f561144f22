import { absent, type Evidence, highest, judging, type PostureCheck, scored } from '../check';
import { type SecretFact, type TextFile } from '../facts';

const day = 24 * 60 * 60 * 1000;

/** What is right about a secret counts: used, and not old. */
export const secrets: PostureCheck = {
  name: 'Secrets',
  risk: 'high',
  ofScorecard: false,
  judge: ({ secrets: known, files, now }, { secretDays }) =>
    judging(known, (all, source) => {
      if (all.length === 0) return absent('no secrets', source);
      return judging(files, (texts) => {
        const judged = all.map((one) => {
          const days = Math.floor((Date.parse(now) - Date.parse(one.updatedAt)) / day);
          return { name: one.name, days, isOld: days > secretDays, isUsed: isUsed(one, texts) };
        });
        const count = (isRight: (one: (typeof judged)[number]) => boolean): number =>
          (highest * judged.filter(isRight).length) / judged.length;
        const evidence = judged.flatMap(
          ({ name, days, isOld, isUsed: used }): readonly Evidence[] =>
            isOld || !used
              ? [
                  {
                    text: `${name}: ${[...(isOld ? [`not written for ${days} days`] : []), ...(used ? [] : ['no workflow uses it'])].join(', ')}`,
                    source,
                  },
                ]
              : [],
        );
        const summary = { text: `${all.length} secrets, ${evidence.length} old or unused`, source };
        return scored(
          count(({ isOld, isUsed: used }) => !isOld && used),
          [summary, ...evidence],
          [
            {
              id: 'unused-secrets',
              what: 'Delete secrets that no workflow uses',
              how: '`gh secret delete NAME`, and from `secrets` of the stack',
              score: Math.floor(count(({ isOld, isUsed: used }) => !isOld || !used)),
            },
            {
              id: 'old-secrets',
              what: `Renew secrets that are older than ${secretDays} days, or replace them by OIDC`,
              how: '`secrets.actions` of the stack; deployment roles without stored keys: `aws.oidc`',
              score: Math.floor(count(({ isUsed: used }) => used)),
            },
          ],
        );
      });
    }),
};

/** All secrets at once are a use of each: `secrets: inherit`, `toJSON(secrets)`. */
function isUsed({ name, kind }: SecretFact, files: readonly TextFile[]): boolean {
  const named = new RegExp(`\\bsecrets\\s*(?:\\.\\s*${name}\\b|\\[\\s*'${name}'\\s*\\])`, 'i');
  const all = /^\s*secrets:\s*inherit\b|tojson\s*\(\s*secrets\s*\)/im;
  return files.some(({ path, text }) => {
    const isDependabots = /^\.github\/dependabot\.ya?ml$/.test(path);
    if (isDependabots && kind !== 'dependabot') return false;
    return named.test(text) || (!isDependabots && all.test(text));
  });
}
