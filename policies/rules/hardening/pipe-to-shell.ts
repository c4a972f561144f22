import { commandLines, type CommandLine } from '../../../core/reading/commands';
import { workflowRule, type Finding } from '../../../core/reading/rule';
import {
  downloadedFiles,
  fileRunBy,
  isDownload,
  isInterpreter,
  mayDownload,
  pipelinesOf,
  runsInput,
} from '../../../core/reading/shell';

/** Downloaded scripts are checked before they run. */
export const pipeToShell = workflowRule({
  name: 'pipe-to-shell',
  actions: true,
  description: 'No script is piped from the network into a shell',
  severity: 'medium',
  confidence: 'medium',
  level: 'advisory',
  why: 'Whatever the server sends runs unreviewed, with the permissions of the job.',
  link: 'https://github.com/ossf/scorecard/blob/main/docs/checks.md#pinned-dependencies',
  remediation:
    'Download a fixed version, compare its checksum, then run it; or use a pinned action.',
  example: {
    violates: `on: push
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - run: curl -LsSf https://astral.sh/uv/install.sh | sh
`,
    passes: `on: push
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - run: |
          curl -LsSfo install.sh https://astral.sh/uv/0.9.0/install.sh
          sha256sum --check install.sha256
          sh install.sh
`,
  },
  check: (workflow) =>
    workflow.jobs.flatMap((job) =>
      job.steps.flatMap((step): Finding[] =>
        step.run === undefined
          ? []
          : unchecked(commandLines(step.run)).map(({ position }) => ({
              ...position,
              message: 'a downloaded script runs unchecked',
              fix: 'download a fixed version and compare its checksum first',
            })),
      ),
    ),
});

/** Commands that compare what was downloaded with what was expected. */
const CHECKS =
  /\b(?:sha\d*sum|shasum|md5sum|gpgv|minisign|signify|slsa-verifier|get-filehash|gpg2?\b.*--verify|cosign\s+verify\S*|gh\s+attestation\s+verify)\b/i;

/** The lines of a script that run what was downloaded, on the same line or before. */
function unchecked(lines: readonly CommandLine[]): readonly CommandLine[] {
  if (!lines.some(({ text }) => mayDownload(text))) return [];
  const isChecked = lines.some(({ text }) => CHECKS.test(text));
  const files = new Set<string>();
  return lines.filter(({ text }) => {
    if (runsDownload(text)) return true;
    if (isChecked) return false;
    for (const file of downloadedFiles(text)) files.add(nameOf(file));
    return pipelinesOf(text)
      .flatMap(({ commands }) => commands)
      .some((command) => {
        const file = fileRunBy(command, text);
        return file !== undefined && files.has(nameOf(file));
      });
  });
}

const nameOf = (path: string): string => path.split('/').at(-1) ?? path;

/** Whether a line hands what it downloads to an interpreter, by a pipe or a substitution. */
function runsDownload(line: string): boolean {
  const pipelines = pipelinesOf(line);
  return pipelines.some(({ commands, isHanded }, index) => {
    const at = commands.findIndex(isDownload);
    if (at < 0) return false;
    if (commands.slice(at + 1).some(runsInput)) return true;
    // Between `-c "` and `$(` there is nothing.
    const before = pipelines.slice(0, index).findLast(({ commands: { length } }) => length > 0);
    const taker = before?.commands.at(-1);
    return isHanded && taker !== undefined && isInterpreter(taker);
  });
}
