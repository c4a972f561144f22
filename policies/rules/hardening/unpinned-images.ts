import { parseActionRef } from '../../../core/reading/action-ref';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { type Job, type Text } from '../../../core/reading/workflow';

/** Container images are named by digest. */
export const unpinnedImages = workflowRule({
  name: 'unpinned-images',
  description: 'Images of jobs, services and docker:// steps are pinned by digest',
  severity: 'medium',
  why: 'A tag of an image can be moved to other content; a digest cannot.',
  link: 'https://docs.zizmor.sh/audits/#unpinned-images',
  remediation: 'Write the image as name:tag@sha256:<digest>.',
  example: {
    violates: `on: push
jobs:
  test:
    runs-on: ubuntu-24.04
    container: python:3.13
    steps:
      - run: pytest
`,
    passes: `on: push
jobs:
  test:
    runs-on: ubuntu-24.04
    container: python:3.13@sha256:${'0123456789abcdef'.repeat(4)}
    steps:
      - run: pytest
`,
  },
  check: (workflow) =>
    workflow.jobs.flatMap((job) =>
      imagesOf(job).flatMap(({ text, image }): Finding[] => {
        if (image === '' || /@sha256:[0-9a-f]{64}$/.test(image)) return [];
        // An image that an expression gives is as good as what gives it: a matrix value is looked at below.
        if (image.includes('${{')) return [];
        return [
          findingAt(text, `image ${image} is not pinned by digest`, 'append @sha256:<digest>'),
        ];
      }),
    ),
});

function imagesOf(job: Job): readonly { readonly text: Text; readonly image: string }[] {
  const containers = [job.container, ...job.services].flatMap((item) => item?.image ?? []);
  const matrix = containers.flatMap((text) => {
    const axis = /^\$\{\{\s*matrix\.([\w-]+)\s*\}\}$/.exec(text.value)?.[1];
    return job.matrixValues.filter((item) => item.key.value === axis).map((item) => item.value);
  });
  const steps = job.steps.flatMap(({ uses }) => {
    const ref = uses === undefined ? undefined : parseActionRef(uses.value);
    return uses !== undefined && ref?.kind === 'docker' ? [{ text: uses, image: ref.image }] : [];
  });
  return [...[...containers, ...matrix].map((text) => ({ text, image: text.value })), ...steps];
}
