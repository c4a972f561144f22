import { commandLines } from '../../../core/reading/commands';
import { workflowRule, type Finding } from '../../../core/reading/rule';

/** Downloaded scripts are checked before they run. */
export const pipeToShell = workflowRule({
  name: 'pipe-to-shell',
  description: 'No script is piped from the network into a shell',
  severity: 'medium',
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
          : commandLines(step.run)
              .filter(({ text }) => PIPED.test(text))
              .map(({ position }) => ({
                ...position,
                message: 'a downloaded script runs unchecked',
                fix: 'download a fixed version and compare its checksum first',
              })),
      ),
    ),
});

const PIPED =
  /\b(?:curl|wget)\b[^|;&]*\|\s*(?:sudo\s+(?:-\S+\s+)*)?(?:ba|z|da)?sh\b|\b(?:ba|z)?sh\s+(?:-c\s+)?["']?(?:<\(|\$\()\s*(?:curl|wget)\b|\|\s*(?:sudo\s+)?python3?\s+-(?:\s|$)/;
