import { highest, judging, type PostureCheck, scored } from '../check';

/** A license by its name at the root, with or without an identifier and an ending, or in the folder LICENSES. */
const licenseFile =
  /^(?:licenses\/.+|(?:[\w.+-]+[-_.])?(?:licen[cs]e|copying|copyright|unlicense)(?:[-_.][\w.+-]+)?)$/i;

const points = { file: 9, identifier: 1 } as const;

const remedy = {
  id: 'license',
  what: 'Add a license that GitHub recognizes',
  how: 'a file LICENSE with the text of https://choosealicense.com/appendix/',
  score: highest,
};

/** https://github.com/ossf/scorecard/blob/main/docs/checks.md#license */
export const license: PostureCheck = {
  name: 'License',
  risk: 'low',
  ofScorecard: true,
  judge: ({ license: detected, paths }) =>
    judging(detected, (identifier, source) => {
      if (identifier !== undefined) {
        const isKnown = identifier !== 'NOASSERTION';
        const text = isKnown ? `license ${identifier}` : 'a license that GitHub does not recognize';
        const score = points.file + (isKnown ? points.identifier : 0);
        return scored(score, [{ text, source }], [remedy]);
      }
      return judging(paths, (all, files) => {
        const file = all.find((path) => licenseFile.test(path));
        return file === undefined
          ? scored(0, [{ text: 'no license', source: files }], [remedy])
          : scored(points.file, [{ text: 'a license by its name', source: file }], [remedy]);
      });
    }),
};
