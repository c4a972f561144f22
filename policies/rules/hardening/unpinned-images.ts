import { parseActionRef } from '../../../core/reading/action-ref';
import { expressionsIn } from '../../../core/reading/expression';
import { possibleTexts } from '../../../core/reading/possible-texts';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { type Job, type Text, type Workflow } from '../../../core/reading/workflow';

/** Container images are named by digest. */
export const unpinnedImages = workflowRule({
  name: 'unpinned-images',
  actions: true,
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
      [...imagesOf(job), ...imageOfAction(workflow)].flatMap(({ text, images }): Finding[] => {
        const open = images.filter((image) => !isPinned(image));
        return open.map((image) =>
          findingAt(
            placeOf(image, text, job),
            `image ${image} is not pinned by digest`,
            'append @sha256:<digest>',
          ),
        );
      }),
    ),
});

/** Where an image is written: in the matrix, where that has it as a value of its own. */
function placeOf(image: string, text: Text, { matrixValues }: Job): Text {
  if (text.value === image) return text;
  return matrixValues.find(({ value }) => value.value === image)?.value ?? text;
}

/** What only the run knows is as good as what gives it. */
function isPinned(image: string): boolean {
  return image === '' || /@sha256:[0-9a-f]{64}$/.test(image) || expressionsIn(image).length > 0;
}

/** The image of a Docker action; `Dockerfile` is one of its own. */
function imageOfAction({ runs }: Workflow): readonly Image[] {
  const image = runs?.image;
  const ref = image === undefined ? undefined : parseActionRef(image.value);
  return image !== undefined && ref?.kind === 'docker'
    ? [{ text: image, images: [ref.image] }]
    : [];
}

interface Image {
  readonly text: Text;
  readonly images: readonly string[];
}

/** The images of a job, with the values of its matrix. */
function imagesOf(job: Job): readonly Image[] {
  const containers = [job.container, ...job.services].flatMap((item) => item?.image ?? []);
  const steps = job.steps.flatMap(({ uses }) => {
    const ref = uses === undefined ? undefined : parseActionRef(uses.value);
    return uses !== undefined && ref?.kind === 'docker'
      ? [{ text: uses, images: [ref.image] }]
      : [];
  });
  return [...containers.map((text) => ({ text, images: possibleTexts(text, job) })), ...steps];
}
