import { changeKinds } from '../core/kernel/change-kinds';
import { forkApprovals, repositorySwitches } from '../core/kernel/repository-options';
import { gatehouseTypes } from '../core/kernel/resource-types';
/** What engine and tools may know of the package. @see https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/ */
export function packageSchema(version: string): object {
  const string = { type: 'string' };
  const connection = {
    owner: { ...string, description: 'Organisation or user that owns the repositories.' },
    token: { ...string, secret: true, description: 'Token to authenticate with.' },
    baseUrl: {
      ...string,
      description: 'GitHub Enterprise Server, such as https://github.example.com/.',
    },
    appAuth: {
      ...string,
      secret: true,
      description: 'GitHub App to authenticate as: JSON with id, installationId and pemFile.',
    },
  };
  const strings = { type: 'array', items: string };
  const stringMap = { type: 'object', additionalProperties: string };
  const commitInputs = {
    repository: {
      ...string,
      description: 'Bare name of the repository.',
      willReplaceOnChanges: true,
    },
    branch: { ...string, description: 'Branch the files are for.', willReplaceOnChanges: true },
    files: {
      type: 'object',
      additionalProperties: { oneOf: [string, { $ref: 'pulumi.json#/Asset' }] },
      description: 'Contents by path.',
    },
    executables: { ...strings, description: 'Paths in files that get mode 100755.' },
    message: { ...string, description: 'Message of the commit.' },
    adopt: { type: 'boolean', description: 'Take over existing files with other content.' },
    delivery: { ...string, description: 'commit or pullRequest.' },
    pullRequest: { ...stringMap, description: 'Branch, title and body of the pull request.' },
    requireOneOf: {
      type: 'array',
      items: strings,
      description: 'Groups of paths of which at least one must exist in the repository.',
    },
    checks: { ...strings, description: 'Names of the checks that the workflows report.' },
    provenBy: {
      ...string,
      description: 'Path of the workflow whose checks count after their first success.',
    },
    replaces: {
      ...strings,
      description:
        'Paths of files of the repository that these files replace, whether overwritten or removed.',
    },
    replacesJobs: {
      type: 'object',
      additionalProperties: strings,
      description: 'Jobs of workflows of the repository that these files replace: ids by path.',
    },
    acceptBlocked: {
      ...strings,
      description: `Kinds of pull requests that may stay unmergeable: ${changeKinds.join(', ')}.`,
    },
    shared: {
      type: 'object',
      additionalProperties: { $ref: 'pulumi.json#/Any' },
      description:
        'A file of others that gets lines between two marks: paths (the first that is there counts) and block.',
    },
    merged: {
      ...strings,
      description:
        "Paths out of files whose entries go between marks into the repository's own file of that name.",
    },
    owner: {
      ...stringMap,
      description:
        'The stack that manages the repository, and the branch whose owner.json says so.',
    },
    pin: {
      ...string,
      description: 'Full commit SHA that takes the place of forty zeros in the texts of files.',
    },
    keepCommits: { type: 'boolean', description: 'Whether commits is among the outputs.' },
  };
  const { files: _files, ...commitOutputs } = commitInputs;
  const cacheInputs = {
    repository: {
      ...string,
      description: 'Bare name of the repository.',
      willReplaceOnChanges: true,
    },
    retentionDays: { type: 'integer', description: 'Days an unused cache is kept.' },
    storageLimitGb: {
      type: 'integer',
      description: 'Gigabytes of caches the repository may hold.',
    },
  };
  const boolean = { type: 'boolean' };
  const settingsInputs = {
    repository: cacheInputs.repository,
    ...Object.fromEntries(repositorySwitches.map((option) => [option, boolean])),
    forkPullRequestApproval: {
      ...string,
      description: `Who needs an approval before workflows run: ${forkApprovals.join(', ')}.`,
    },
  };
  return {
    name: 'gatehouse',
    version,
    description:
      'Resources that no published provider offers: a set of files in one commit, cache limits, options of repositories.',
    license: 'Apache-2.0',
    provider: { inputProperties: connection, requiredInputs: ['owner'] },
    resources: {
      [gatehouseTypes.WorkflowCommit]: {
        description: 'A set of files that lands in a repository as one commit, or not at all.',
        inputProperties: commitInputs,
        requiredInputs: ['repository', 'branch', 'files'],
        properties: {
          ...commitOutputs,
          commitSha: {
            ...string,
            description: 'The commit that last changed the files.',
          },
          headSha: { ...string, description: 'Head of the branch at the last read.' },
          blobs: { ...stringMap, description: 'Git blob hash by path.' },
          commits: {
            ...stringMap,
            description: 'With keepCommits: a commit that has the file as delivered, by path.',
          },
          assetBlobs: {
            ...stringMap,
            description: 'Git blob hash of each asset by its SHA-256.',
          },
          checksOnBranch: {
            ...strings,
            description: 'Names of the checks that protection may require.',
          },
          replaced: {
            ...stringMap,
            description: 'Mode and blob of each replaced file by path; it is given back.',
          },
          sharedFile: {
            type: 'object',
            additionalProperties: { $ref: 'pulumi.json#/Any' },
            description:
              'Path of the shared file, the lines in it, and whether a delivery made it.',
          },
          pending: { type: 'boolean', description: 'Whether the files wait in a pull request.' },
          ownedOnBase: {
            ...strings,
            description: 'While pending: managed paths on the branch.',
          },
          baseBlobs: {
            ...stringMap,
            description: "While pending: the branch's blobs at these paths.",
          },
          pullRequestBranch: {
            ...string,
            description: "While pending: the pull request's branch.",
          },
          pullRequestNumber: { type: 'integer' },
          pullRequestUrl: string,
        },
        required: ['repository', 'branch', 'commitSha', 'headSha', 'blobs', 'pending'],
      },
      [gatehouseTypes.CacheSettings]: {
        description: "Limits of GitHub's cache service for one repository.",
        inputProperties: cacheInputs,
        requiredInputs: ['repository'],
        properties: cacheInputs,
        required: ['repository'],
      },
      [gatehouseTypes.RepositorySettings]: {
        description:
          'Options of one repository, each on its own; what they were before is recorded and given back.',
        inputProperties: settingsInputs,
        requiredInputs: ['repository'],
        properties: {
          ...settingsInputs,
          before: {
            type: 'object',
            additionalProperties: { $ref: 'pulumi.json#/Any' },
            description: 'What the named options were before.',
          },
        },
        required: ['repository', 'before'],
      },
    },
  };
}
