import { possibleTexts } from '../../../core/reading/possible-texts';
import { findingAt, workflowRule } from '../../../core/reading/rule';

/** The image a job runs on changes by a commit, not overnight. */
export const movingRunners = workflowRule({
  name: 'moving-runners',
  description: 'Jobs name a fixed runner image',
  severity: 'low',
  security: false,
  level: 'advisory',
  why: 'A label that ends in -latest moves to the next image whenever GitHub decides.',
  link: 'https://github.com/actions/runner-images#label-scheme',
  remediation: 'Name the image, such as ubuntu-24.04.',
  setting: 'runner',
  example: {
    violates: `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: make
`,
    passes: `on: push
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - run: make
`,
  },
  check: (workflow) =>
    workflow.jobs.flatMap((job) =>
      job.runsOn.flatMap((label) =>
        possibleTexts(label, job)
          .filter((value) => /-latest$/i.test(value))
          .map((value) => {
            const message = `job ${job.id} runs on the moving label ${value}`;
            return findingAt(label, message, 'name the image, such as ubuntu-24.04');
          }),
      ),
    ),
});
