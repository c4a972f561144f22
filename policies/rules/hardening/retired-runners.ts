import { possibleTexts } from '../../../core/reading/possible-texts';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { runnerImages } from '../lists';

const ends: ReadonlyMap<string, string> = new Map(
  runnerImages.images.map(({ label, until }) => [label, until]),
);

/** Jobs run on images that are there. */
export const retiredRunners = workflowRule({
  name: 'retired-runners',
  description: 'No job runs on an image that GitHub has removed or will remove',
  severity: 'medium',
  security: false,
  level: 'advisory',
  why: 'A job for a removed image never starts: a required check of it stays pending. Before its end an image no longer gets security updates.',
  link: 'https://github.com/actions/runner-images#available-images',
  remediation: 'Name a newer image.',
  setting: 'runner',
  example: {
    violates: `on: push
jobs:
  build:
    runs-on: ubuntu-20.04
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
        possibleTexts(label, job).flatMap((value): Finding[] => {
          // Larger images have a suffix of their own.
          const name = value.toLowerCase().replace(/-(?:large|xlarge)$/, '');
          const until = ends.get(name);
          if (until === undefined) return [];
          const isGone = until <= runnerImages.updated;
          const message = `job ${job.id} runs on ${value}, which GitHub ${isGone ? 'removed' : 'removes'} on ${until}`;
          return [findingAt(label, message, 'name a newer image')];
        }),
      ),
    ),
});
