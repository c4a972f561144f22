import { relative } from 'node:path';
import { runGit } from './github/git';
import { makeCommand, type StackRequest } from './stack-state';
import { type SandboxRepository } from './world';

/** Head of the repository's default branch. */
export async function deliveredCommit({
  gitDirectory,
  defaultBranch,
}: SandboxRepository): Promise<string> {
  const output = await runGit(['-C', gitDirectory, 'rev-parse', `refs/heads/${defaultBranch}`]);
  return output.toString('utf8').trim();
}

/** What to look at after a delivery, for a person. */
export async function nextSteps(
  root: string,
  place: SandboxRepository,
  before: string,
  after: string,
  request: StackRequest,
): Promise<string> {
  const directory = relative(root, place.gitDirectory);
  const commit =
    before === after
      ? [`No changes: ${place.defaultBranch} stays at ${after.slice(0, 12)}, no commit was made.`]
      : [
          `Commit on ${place.defaultBranch}:`,
          ...indented(
            await git(place, 'log', '--stat=96', '--format=%h %s', `${before}..${after}`),
          ),
        ];
  return [
    ...commit,
    '',
    'What next',
    `  git -C ${directory} show ${place.defaultBranch}:.github/workflows/ci.yml   the workflow`,
    `  git clone ${directory} /tmp/trial && make -C /tmp/trial -f .github/gatehouse/preflight.mk ci-preflight`,
    '                    the checks of CI, without CI',
    ...(request.ownPath === undefined
      ? [
          '  make demo-readiness   run the workflows here: score, pull request comment, dashboard, Slack',
        ]
      : []),
    `  ${makeCommand('up', request)}           again changes nothing`,
    `  ${makeCommand('down', request)}         removes everything again`,
    '',
  ].join('\n');
}

async function git({ gitDirectory }: SandboxRepository, ...args: string[]): Promise<string> {
  return (await runGit(['-C', gitDirectory, ...args])).toString('utf8');
}

function indented(text: string): readonly string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`));
}
