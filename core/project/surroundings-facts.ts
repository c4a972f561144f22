import { type Fact } from './fact';

/** A container that an existing workflow starts beside its tests. */
export interface Service {
  readonly name: string;
  readonly image: string;
  readonly ports: readonly string[];
  /** Plain values; one that comes from a secret is left out and its name is among the secrets. */
  readonly environment: Readonly<Record<string, string>>;
  /** Words for the container's start, such as those of its health check. */
  readonly options?: string;
}

/** What checks need around them: found in existing workflows, and in the repository itself. */
export interface Surroundings {
  readonly services: readonly Fact<Service>[];
  /** Commands that start containers, such as those of Docker Compose. */
  readonly ownContainers: readonly Fact<string>[];
  readonly systemPackages: readonly Fact<string>[];
  readonly environment: readonly Fact<{ readonly name: string; readonly value: string }>[];
  /** Names of secrets that the tests of an existing workflow get. */
  readonly secrets: readonly Fact<string>[];
  /** Labels of runners of the jobs with tests. */
  readonly runners: readonly Fact<string>[];
  readonly submodules: readonly Fact<string>[];
  readonly lfs?: Fact<true>;
  /** Command by which tests run on a display that is not there. */
  readonly display?: Fact<string>;
  readonly dockerfile?: Fact<string>;
}
