import { type z } from 'zod';
import { type Immutable } from '../kernel/immutable';
import { type smokeSettings } from './smoke-schema';

type SmokeSettings = Immutable<z.infer<typeof smokeSettings>>;

/** A deployment of a repository with what makes it healthy. */
export interface SmokeDeployment {
  readonly environment: string;
  /** What tells its job from those of the others; absent: the first one. */
  readonly part?: string;
  readonly baseUrl: string;
  readonly checks: SmokeSettings['checks'];
  readonly alerts?: NonNullable<SmokeSettings['alerts']>;
}

/** The deployments of a repository, the one of `smoke.environment` first; the others have its checks and alerts unless they have their own. */
export function smokeDeployments({
  environment,
  baseUrl,
  checks,
  alerts,
  environments = {},
}: SmokeSettings): readonly [SmokeDeployment, ...SmokeDeployment[]] {
  const first = { environment, baseUrl, checks, ...(alerts === undefined ? {} : { alerts }) };
  const others = Object.entries(environments).map(([name, own]) => ({
    ...first,
    environment: name,
    part: jobPart(name, Object.keys(environments)),
    ...own,
  }));
  return [first, ...others];
}

/** The part of a job's id that an environment gives, whose name may have more characters than ids of jobs. */
export function jobPart(name: string, all: readonly string[]): string {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9_-]/g, '-');
  const same = all.filter((other) => plain(other) === plain(name));
  return same.length === 1 ? plain(name) : `${plain(name)}-${same.indexOf(name) + 1}`;
}

/** The id of the job that tests a deployment. */
export function smokeJobId({ part }: SmokeDeployment): string {
  return part === undefined ? 'smoke-test' : `smoke-test-${part}`;
}

/** The artifact that the job uploads its report as. */
export function smokeArtifact({ part }: SmokeDeployment): string {
  return part === undefined ? 'smoke' : `smoke-${part}`;
}

/** The artifacts with the reports of all deployments of a repository; none without a smoke test. */
export function smokeArtifacts(smoke: SmokeSettings | undefined): readonly string[] {
  return smoke === undefined ? [] : smokeDeployments(smoke).map(smokeArtifact);
}

/** The checks of all deployments of a repository. */
export function checksOf(smoke: SmokeSettings): readonly SmokeSettings['checks'][number][] {
  const own = Object.values(smoke.environments ?? {}).flatMap(({ checks = [] }) => [...checks]);
  return [...smoke.checks, ...own];
}
