import {
  defaultDataBranch,
  defaultOverrideLabel,
  defaultPolicy,
  defaultThreshold,
} from '../readiness/policy';
import { type RepositorySettings } from './repository-schema';

/** What a repository gets when neither `defaults` nor its own entry says otherwise; the numbers are the architecture's. */
export const houseDefaults: Omit<RepositorySettings, 'name' | 'mcp' | 'smoke'> = {
  defaultBranch: 'main',
  branches: ['develop'],
  runner: 'ubuntu-24.04',
  python: {
    versions: ['3.11'],
    layout: 'uv',
    tools: 'project',
    sources: ['src'],
    tests: 'tests',
    requirements: 'requirements.txt',
  },
  gates: {
    coverage: 80,
    readiness: defaultThreshold,
    lint: 'enforce',
    types: 'warn',
    security: 'warn',
  },
  timeouts: {
    lint: 15,
    test: 30,
    security: 15,
    readiness: 10,
    mcp: 20,
    build: 15,
    comment: 5,
    updateReadiness: 10,
    smoke: 10,
  },
  retries: {
    network: { attempts: 3, delaySeconds: 5 },
    tests: { reruns: 2, delaySeconds: 1 },
    smoke: { attempts: 3, delaySeconds: 5 },
  },
  // Minute 17: GitHub delays and drops schedules most at the start of an hour, and only the daily time is fixed.
  schedules: { readiness: '0 9 * * *', smoke: '17 */4 * * *' },
  caches: { uv: true, pip: true },
  build: { sbom: true, attest: false, artifactRetentionDays: 14 },
  readiness: {
    weights: defaultPolicy.weights,
    window: defaultPolicy.window,
    dataBranch: defaultDataBranch,
    overrideLabel: defaultOverrideLabel,
  },
  dependabot: { enabled: true, interval: 'weekly', openPullRequests: 5 },
  protection: {
    kind: 'ruleset',
    approvals: 1,
    codeOwnerReview: false,
    strict: false,
    signedCommits: false,
    linearHistory: false,
    conversationResolution: true,
    mergeQueue: false,
    bypassApps: [],
  },
  environments: {},
  secrets: { actions: {}, dependabot: {} },
  variables: {},
};
