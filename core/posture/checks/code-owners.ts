import { codeOwnersPaths } from '../../guard/owners-file';
import { highest, judging, type PostureCheck, scored } from '../check';

/** Points of a file with owners, of owned workflows, and of lines that GitHub all understands. */
const points = { file: 4, workflows: 4, lines: 2 } as const;

/** Whose review a change needs, as far as the branch's protection asks for it. */
export const codeOwners: PostureCheck = {
  name: 'Code-Owners',
  risk: 'medium',
  ofScorecard: false,
  judge: ({ files, ownersErrors, paths }) =>
    judging(paths, (all, source) => {
      // GitHub takes the first one alone.
      const path = codeOwnersPaths.find((one) => all.includes(one));
      const remedy = {
        id: 'code-owners',
        what: 'Name code owners of the workflows',
        how: '`guard.level: owned` with `guard.owners`; GitHub marks lines that it ignores when it shows CODEOWNERS',
        score: highest,
      };
      if (path === undefined) return scored(0, [{ text: 'no CODEOWNERS', source }], [remedy]);
      return judging(files, (texts) => {
        const text = texts.find((one) => one.path === path)?.text ?? '';
        const lines = text.split(/\r?\n/).filter((line) => /^\s*[^#\s]\S*\s+\S*@/.test(line));
        const isOwned = lines.some((line) => ownsWorkflows(line.trim().split(/\s+/)[0] ?? ''));
        return judging(ownersErrors, (errors, from) =>
          scored(
            (lines.length > 0 ? points.file : 0) +
              (isOwned ? points.workflows : 0) +
              (errors.length === 0 ? points.lines : 0),
            [
              { text: `${lines.length} rules with owners`, source: path },
              { text: `workflows have ${isOwned ? '' : 'no '}owners`, source: path },
              ...errors.map(({ line, kind }) => ({
                text: `line ${line} is ignored: ${kind}`,
                source: from,
              })),
            ],
            [remedy],
          ),
        );
      });
    }),
};

/** Whether a pattern is of the folder of workflows, or of one above it. */
const ownsWorkflows = (pattern: string): boolean =>
  ['*', '**', '/**', '**/*', '/**/*'].includes(pattern) ||
  /^\/?(?:\*\*\/)?\.github(?:\/(?:\*{1,2}|workflows(?:\/\*{0,2})?)?)?$/.test(pattern);
