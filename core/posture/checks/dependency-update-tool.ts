import { highest, judging, type PostureCheck, scored } from '../check';

/** Configurations of tools that update dependencies, in lower case. */
const configurations: readonly string[] = [
  '.github/dependabot.yml',
  '.github/dependabot.yaml',
  ...['', '.github/', '.gitlab/'].flatMap((at) => [`${at}renovate.json`, `${at}renovate.json5`]),
  '.renovaterc',
  '.renovaterc.json',
  '.renovaterc.json5',
  ...['', '.github/', '.config/'].flatMap((at) => [
    `${at}.scala-steward.conf`,
    `${at}scala-steward.conf`,
  ]),
];

/** https://github.com/ossf/scorecard/blob/main/docs/checks.md#dependency-update-tool */
export const dependencyUpdateTool: PostureCheck = {
  name: 'Dependency-Update-Tool',
  risk: 'high',
  ofScorecard: true,
  judge: ({ paths }) =>
    judging(paths, (all, source) => {
      const found = all.filter((path) => configurations.includes(path.toLowerCase()));
      const evidence = found.map((path) => ({
        text: `${path} updates dependencies`,
        source: path,
      }));
      return scored(
        found.length > 0 ? highest : 0,
        found.length > 0 ? evidence : [{ text: 'no configuration of an update tool', source }],
        [
          {
            id: 'dependabot',
            what: 'Let Dependabot update dependencies',
            how: '`dependabot.enabled: true`',
            score: highest,
          },
        ],
      );
    }),
};
