import { type SmokeSettings } from './smoke-settings';

export type * from './smoke-settings';

/**
 * Everything the workflow definitions need to know about one repository. The stack configuration
 * (`core/config`) produces it with all defaults filled in; nothing here is optional by accident.
 */
export interface PipelineSettings {
  readonly owner: string;
  readonly repository: string;
  /** The branch that releases come from; protected, and the one whose runs are scored. */
  readonly defaultBranch: string;
  /** Further long-lived branches whose pushes run CI and refresh readiness, such as `develop`. */
  readonly branches: readonly string[];
  /** Hosted or self-hosted runner label every job runs on. Never a moving label such as `ubuntu-latest`. */
  readonly runner: string;
  readonly python: PythonSettings;
  readonly gates: GateSettings;
  readonly timeouts: TimeoutSettings;
  readonly retries: RetrySettings;
  readonly schedules: ScheduleSettings;
  readonly caches: CacheToggles;
  /** Absent when the repository has no Model Context Protocol server: the job is then left out. */
  readonly mcp?: McpSettings;
  readonly build: BuildSettings;
  readonly readiness: ReadinessSettings;
  /** Absent when there is no staging environment: staging-smoke-test.yml is then left out. */
  readonly smoke?: SmokeSettings;
  readonly slack: SlackSettings;
  readonly dependabot: DependabotSettings;
}

export interface PythonSettings {
  /** Versions to test with; the first is the primary one, on which every other job runs. */
  readonly versions: readonly [string, ...string[]];
  /** `uv`: pyproject.toml and uv.lock. `requirements`: requirements.txt without a uv project. */
  readonly layout: 'uv' | 'requirements';
  /**
   * Where ruff, black, mypy, pytest, bandit and pip-audit come from. `project`: the versions the project's own lock
   * file pins. `gatehouse`: the versions Gatehouse pins, layered over the project's environment; for projects that do
   * not declare them.
   */
  readonly tools: 'project' | 'gatehouse';
  /** Directories with the code that is linted, scanned and measured, relative to the root. */
  readonly sources: readonly [string, ...string[]];
  /** Directory with the tests. */
  readonly tests: string;
  /** Name of the requirements file, relative to the root. */
  readonly requirements: string;
}

/** `enforce`: a finding fails the job. `warn`: it is reported and the job goes on. */
export type Enforcement = 'enforce' | 'warn';

interface GateSettings {
  /** Minimum line coverage in percent, 0 to 100. */
  readonly coverage: number;
  /** Minimum readiness score in percent, 0 to 100. */
  readonly readiness: number;
  readonly lint: Enforcement;
  readonly types: Enforcement;
  readonly security: Enforcement;
}

/** Minutes, per job. */
interface TimeoutSettings {
  readonly lint: number;
  readonly test: number;
  readonly security: number;
  readonly readiness: number;
  readonly mcp: number;
  readonly build: number;
  readonly comment: number;
  readonly updateReadiness: number;
  readonly smoke: number;
}

export interface RetrySettings {
  /** Attempts of a step that needs the network, and seconds between them. */
  readonly network: { readonly attempts: number; readonly delaySeconds: number };
  /** Re-runs of a failed test, and seconds between them. */
  readonly tests: { readonly reruns: number; readonly delaySeconds: number };
  /** Attempts of a smoke check, and seconds before the second one (doubled each time). */
  readonly smoke: { readonly attempts: number; readonly delaySeconds: number };
}

/** POSIX cron expressions in UTC. */
interface ScheduleSettings {
  readonly readiness: string;
  readonly smoke: string;
}

interface CacheToggles {
  /** Level 1: ~/.cache/uv. */
  readonly uv: boolean;
  /** Level 2: ~/.cache/pip, the fallback. */
  readonly pip: boolean;
}

export interface McpSettings {
  /** Command and arguments that start the server on standard input and output. */
  readonly command: readonly [string, ...string[]];
  /** Seconds one call may take. */
  readonly callTimeoutSeconds: number;
}

interface BuildSettings {
  /** Write a CycloneDX software bill of materials beside the packages. */
  readonly sbom: boolean;
  /** Attest build provenance with GitHub's attestation service (not available on private repositories of every plan). */
  readonly attest: boolean;
  /** Dockerfile to build and scan with Trivy; absent when the project ships no image. */
  readonly dockerfile?: string;
  /** Days an artifact is kept, 1 to 90. */
  readonly artifactRetentionDays: number;
}

interface ReadinessSettings {
  /** Weights of the score's components; they add up to 100. */
  readonly weights: {
    readonly ci: number;
    readonly coverage: number;
    readonly security: number;
    readonly quality: number;
  };
  /** Completed runs of the default branch that the CI pass rate looks back on. */
  readonly window: number;
  /** Branch that holds the dashboard, its history and the badge. */
  readonly dataBranch: string;
  /** Label that lets a maintainer merge although the score is below the threshold. */
  readonly overrideLabel: string;
  /** Copies the dashboard to the default branch as well; absent: it is on the data branch only. */
  readonly dashboardCopy?: DashboardCopySettings;
}

/** A commit to a protected branch takes a GitHub App that may bypass its rules; the workflow's own token never may. */
interface DashboardCopySettings {
  /** Directory of the default branch that dashboard, readiness.json and badge are copied to. */
  readonly directory: string;
  /** Id of the GitHub App that commits; one of the actors that bypass the branch's ruleset. */
  readonly appId: number;
  /** Name of the repository's or organisation's secret that holds the App's private key. */
  readonly privateKeySecret: string;
}

export interface SlackSettings {
  /** Name of the repository secret that holds the incoming webhook's URL; absent: no Slack messages. */
  readonly webhookSecret?: string;
}

interface DependabotSettings {
  readonly enabled: boolean;
  readonly interval: 'daily' | 'weekly' | 'monthly';
  /** Open pull requests Dependabot may have per ecosystem at once. */
  readonly openPullRequests: number;
}
