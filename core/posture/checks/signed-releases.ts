import { absent, highest, judging, type PostureCheck, scored } from '../check';
import { type ReleaseFact } from '../facts';

/** Releases that are looked at. */
const looked = 5;
const signatures: readonly string[] = [
  '.asc',
  '.minisig',
  '.sig',
  '.sign',
  '.sigstore',
  '.sigstore.json',
];
const provenance = '.intoto.jsonl';
const points = { signed: 8, provenance: highest } as const;

/** https://github.com/ossf/scorecard/blob/main/docs/checks.md#signed-releases */
export const signedReleases: PostureCheck = {
  name: 'Signed-Releases',
  risk: 'high',
  ofScorecard: true,
  judge: ({ releases }) =>
    judging(releases, (all, source) => {
      const withAssets = all.slice(0, looked).filter(({ assets }) => assets.length > 0);
      if (withAssets.length === 0) return absent('no release with assets', source);
      const scores = withAssets.map(scoreOf);
      return scored(
        scores.reduce((sum, score) => sum + score, 0) / scores.length,
        withAssets.map(({ tag }, index) => ({ text: `${tag}: ${words(scores[index])}`, source })),
        [
          {
            id: 'sign-releases',
            what: 'Attach the provenance of its files to every release',
            how: '`build.attest: true` attests what CI builds; attach its bundle to the release as *.intoto.jsonl',
            score: highest,
          },
        ],
      );
    }),
};

function scoreOf({ assets }: ReleaseFact): number {
  if (assets.some((name) => name.endsWith(provenance))) return points.provenance;
  return assets.some((name) => signatures.some((end) => name.endsWith(end))) ? points.signed : 0;
}

const words = (score = 0): string =>
  score === points.provenance ? 'with provenance' : score > 0 ? 'signed' : 'not signed';
