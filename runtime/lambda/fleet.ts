import {
  type Fleet,
  type FleetRepository,
  type RepositoryJudgement,
} from '../../core/readiness/fleet';
import {
  checkPolicy,
  defaultPolicy,
  type QualityJob,
  type ScorePolicy,
} from '../../core/readiness/policy';
import { type Declared, type declaredLists } from '../../core/undeclared/declared';
import { guardLevels } from '../../core/kernel/guard-levels';
import { type ShownExceptions } from '../../core/readiness/exceptions';
import { gateNames, modePattern } from '../../core/readiness/gate-modes';
import { readJson, readVersion, type Read, type ShapeReader } from './shape';

/** Reads a fleet document; all mistakes at once. */
export function parseFleet(text: string, file: string): Read<Fleet> {
  return readJson(text, file, (value, reader) => {
    const fleet = reader.object(value, '');
    readVersion(fleet['version'], reader);
    const repositories = reader
      .list(fleet['repositories'], 'repositories')
      .map((one, index) => readRepository(one, `repositories[${index}]`, reader));
    return {
      version: 1,
      stack: reader.text(fleet['stack'], 'stack'),
      owner: reader.text(fleet['owner'], 'owner', namePattern),
      repositories,
    };
  });
}

export const namePattern = /^[\w.-]+$/;

export function readRepository(value: unknown, path: string, reader: ShapeReader): FleetRepository {
  const repository = reader.object(value, path);
  return {
    name: reader.text(repository['name'], `${path}.name`, namePattern),
    branch: reader.text(repository['branch'], `${path}.branch`),
    settings: readSettings(repository['settings'], `${path}.settings`, reader),
    ...(repository['declared'] === undefined
      ? {}
      : { declared: readDeclared(repository['declared'], `${path}.declared`, reader) }),
  };
}

function readDeclared(value: unknown, path: string, reader: ShapeReader): Declared {
  const declared = reader.object(value, path);
  const texts = (key: (typeof declaredLists)[number]): readonly string[] =>
    reader
      .list(declared[key], `${path}.${key}`)
      .map((one, index) => reader.text(one, `${path}.${key}[${index}]`));
  return {
    ...(declared['branch'] === undefined
      ? {}
      : { branch: reader.text(declared['branch'], `${path}.branch`) }),
    files: texts('files'),
    rulesets: texts('rulesets'),
    environments: texts('environments'),
    secrets: texts('secrets'),
    dependabotSecrets: texts('dependabotSecrets'),
    webhooks: texts('webhooks'),
    allowedActions: declared['allowedActions'] === true,
    defaultToken: declared['defaultToken'] === true,
  };
}

function readSettings(value: unknown, path: string, reader: ShapeReader): RepositoryJudgement {
  const settings = reader.object(value, path);
  const weights = reader.object(settings['weights'], `${path}.weights`);
  const bands = reader.object(settings['bands'], `${path}.bands`);
  const percent = (from: Readonly<Record<string, unknown>>, at: string, name: string) =>
    reader.number(from[name], `${at}.${name}`, 0, 100);
  const texts = (name: string) =>
    reader
      .list(settings[name], `${path}.${name}`)
      .map((one, index) => reader.text(one, `${path}.${name}[${index}]`));
  const judgement: RepositoryJudgement = {
    threshold: percent(settings, path, 'threshold'),
    weights: {
      ci: percent(weights, `${path}.weights`, 'ci'),
      coverage: percent(weights, `${path}.weights`, 'coverage'),
      security: percent(weights, `${path}.weights`, 'security'),
      quality: percent(weights, `${path}.weights`, 'quality'),
    },
    window: reader.number(settings['window'], `${path}.window`, 1, 100),
    bands: {
      excellent: percent(bands, `${path}.bands`, 'excellent'),
      good: percent(bands, `${path}.bands`, 'good'),
      fair: percent(bands, `${path}.bands`, 'fair'),
    },
    workflow: reader.text(settings['workflow'], `${path}.workflow`, /^[\w.-]+\.ya?ml$/),
    ...(settings['sources'] === undefined ? {} : { sources: texts('sources') }),
    ...(settings['directory'] === undefined
      ? {}
      : { directory: reader.text(settings['directory'], `${path}.directory`) }),
    ...(settings['otherProjects'] === undefined ? {} : { otherProjects: texts('otherProjects') }),
    ...(settings['overrideLabel'] === undefined
      ? {}
      : { overrideLabel: reader.text(settings['overrideLabel'], `${path}.overrideLabel`) }),
    ...(settings['smokeArtifacts'] === undefined
      ? {}
      : { smokeArtifacts: texts('smokeArtifacts') }),
    ...(settings['qualityJobs'] === undefined
      ? {}
      : {
          qualityJobs: reader
            .list(settings['qualityJobs'], `${path}.qualityJobs`)
            .map((one, index) => readQualityJob(one, `${path}.qualityJobs[${index}]`, reader)),
        }),
    ...(settings['modes'] === undefined
      ? {}
      : { modes: readModes(settings['modes'], `${path}.modes`, reader) }),
    ...(settings['longestWaiverDays'] === undefined
      ? {}
      : {
          longestWaiverDays: reader.number(
            settings['longestWaiverDays'],
            `${path}.longestWaiverDays`,
            0,
            3650,
          ),
        }),
    ...(settings['posture'] === undefined
      ? {}
      : { posture: readPosture(settings['posture'], `${path}.posture`, reader) }),
    ...(settings['guardLevel'] === undefined
      ? {}
      : { guardLevel: reader.oneOf(settings['guardLevel'], `${path}.guardLevel`, guardLevels) }),
  };
  if (reader.problems.length === 0) {
    for (const problem of checkPolicy(policyOf(judgement))) {
      reader.problems.push({ ...problem, path: `${path}.${problem.path ?? ''}` });
    }
  }
  return judgement;
}

function readPosture(
  value: unknown,
  path: string,
  reader: ShapeReader,
): NonNullable<RepositoryJudgement['posture']> {
  const posture = reader.object(value, path);
  return {
    minimum: reader.number(posture['minimum'], `${path}.minimum`, 0, 10),
    secretDays: reader.number(posture['secretDays'], `${path}.secretDays`, 1, 3650),
  };
}

/** Gates that a newer version added are left out. */
function readModes(value: unknown, path: string, reader: ShapeReader): ShownExceptions['modes'] {
  const modes = reader.object(value, path);
  return Object.fromEntries(
    gateNames
      .filter((gate) => modes[gate] !== undefined)
      .map((gate) => [gate, reader.text(modes[gate], `${path}.${gate}`, modePattern)]),
  );
}

/** A title, or a list of the present title and former ones. */
function readQualityJob(value: unknown, path: string, reader: ShapeReader): QualityJob {
  if (!Array.isArray(value)) return reader.text(value, path);
  const [present, ...former] = value.map((one, index) => reader.text(one, `${path}[${index}]`));
  return [present ?? reader.text(undefined, `${path}[0]`), ...former];
}

/** The scoring rules of a repository. */
export function policyOf(settings: RepositoryJudgement): ScorePolicy {
  return {
    weights: settings.weights,
    bands: settings.bands,
    window: settings.window,
    qualityJobs: settings.qualityJobs ?? defaultPolicy.qualityJobs,
  };
}
