import { pinned } from '../../../core/pipeline/actions/pinned';
import { z } from 'zod';
import { lockedCommit } from '../../../core/reading/actions-lock';
import { isFullSha, parseActionRef } from '../../../core/reading/action-ref';
import { findingAt, workflowRule, type Edit, type Finding } from '../../../core/reading/rule';
import { type Text, type Workflow } from '../../../core/reading/workflow';
import { knownActions } from '../known-actions';

/** Each `uses` names a full commit and says in a comment which version that is. */
export const pinnedActions = workflowRule({
  name: 'pinned-actions',
  actions: true,
  description:
    'Actions and reusable workflows are pinned to a full commit with their version as a comment',
  severity: 'high',
  why: 'A tag or branch can be moved to other code, as happened to tj-actions/changed-files in March 2025; a commit cannot.',
  link: 'https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions',
  remediation:
    'Write the full commit after @ and the release after #, for example uses: owner/name@<40 hex digits> # v1.2.3.',
  config: z.strictObject({
    /** `owner` or `owner/name` that may be used by tag. */
    allowed: z
      .array(z.string())
      .default([])
      .describe('Owners or owner/name that may be referenced by tag'),
    versionComment: z.boolean().default(true).describe('Also require the version as a comment'),
  }),
  example: {
    violates: `on: push
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v7
`,
    passes: `on: push
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - uses: ${pinned.checkout}
`,
  },
  check: (workflow, config) =>
    usesOf(workflow).flatMap(({ uses, comment, isDelivered }): Finding[] => {
      const ref = parseActionRef(uses.value);
      if (ref.kind !== 'repository') return [];
      const repository = `${ref.owner}/${ref.name}`;
      if (config.allowed.includes(ref.owner) || config.allowed.includes(repository)) return [];
      if (lockedCommit(workflow, uses) !== undefined) return [];
      if (!isFullSha(ref.ref)) {
        const known = knownActions.get(repository.toLowerCase());
        const pin =
          known === undefined
            ? `pin ${repository} to the full commit of its release`
            : `write ${repository}${ref.path}@${known.sha} # ${known.version}`;
        return [findingAt(uses, `${uses.value} is not pinned to a full commit`, pin)];
      }
      if (config.versionComment && !isDelivered && !/v?\d/.test(comment ?? '')) {
        const fix = 'add the version as a comment on the same line, such as # v1.2.3';
        return [findingAt(uses, `${repository} is pinned without its version as a comment`, fix)];
      }
      return [];
    }),
  repair: {
    // The action stays the same, at another ref.
    kept: (path, value) =>
      path.at(-1) === 'uses' && typeof value === 'string' ? value.split('@')[0] : value,
    edits: (workflow) =>
      usesOf(workflow).flatMap(({ uses, comment }): Edit[] => {
        const ref = parseActionRef(uses.value);
        // A lockfile names what it locks as the workflow does.
        if (ref.kind !== 'repository' || lockedCommit(workflow, uses) !== undefined) return [];
        const known = knownActions.get(`${ref.owner}/${ref.name}`.toLowerCase());
        if (known === undefined) return [];
        // Only the same major version is put in its place: another one may behave differently.
        const version = isFullSha(ref.ref) ? undefined : ref.ref;
        if (version === undefined || major(version) !== major(known.version)) return [];
        const pinned = `${ref.owner}/${ref.name}${ref.path}@${known.sha}`;
        // An existing comment stays behind the new one, on the same line.
        const insert = `${pinned} # ${known.version}${comment === undefined ? '' : ','}`;
        return [{ offset: uses.offset, remove: uses.raw.length, insert }];
      }),
  },
});

function major(version: string): string | undefined {
  return /^v?(\d+)(?:\.\d+){0,2}$/.exec(version)?.[1];
}

function usesOf(workflow: Workflow): readonly {
  readonly uses: Text;
  readonly comment: string | undefined;
  /** What the stack delivers has no release that could be named. */
  readonly isDelivered: boolean;
}[] {
  return workflow.jobs.flatMap((job) =>
    [job, ...job.steps].flatMap((item) =>
      item.uses === undefined
        ? []
        : [
            {
              uses: item.uses,
              comment: item.usesComment,
              isDelivered: item === job && job.called !== undefined,
            },
          ],
    ),
  );
}
