import { type Dependabot } from '../definitions/dependabot';
import { type YamlValue } from './yaml-text';

type Settings = Dependabot['settings'];
type Registry = Settings['registries'][string];
type Group = Settings['groups'][string];

/** A dependabot.yml as YAML values. */
export function dependabotYaml({ settings, updates }: Dependabot): YamlValue {
  const { interval, openPullRequests, cooldownDays, cooldownExclude, groups, registries } =
    settings;
  return {
    version: 2,
    registries: mapped(registries, registryYaml),
    updates: updates.map((update) => ({
      'package-ecosystem': update.ecosystem,
      directory: update.directory,
      'exclude-paths': update.exclude,
      registries: update.isPython === true ? filled(Object.keys(registries)) : undefined,
      schedule: { interval },
      'open-pull-requests-limit': openPullRequests,
      groups: update.isPython === true ? mapped(groups, groupYaml) : undefined,
      cooldown: { 'default-days': cooldownDays, exclude: filled(cooldownExclude) },
    })),
  };
}

/** https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference#registries-- */
const registryYaml = (registry: Registry): YamlValue => ({
  type: 'python-index',
  url: registry.url,
  username: registry.username ?? secretOf(registry.usernameSecret),
  password: secretOf(registry.passwordSecret),
  token: secretOf(registry.tokenSecret),
  'replaces-base': registry.replacesBase ? true : undefined,
});

const groupYaml = (group: Group): YamlValue => ({
  'applies-to': group.appliesTo,
  patterns: group.patterns,
  'exclude-patterns': filled(group.excludePatterns),
  'dependency-type': group.dependencyType,
  'update-types': filled(group.updateTypes),
});

/** Dependabot has no other context, and no other expressions. */
const secretOf = (name: string | undefined): string | undefined =>
  name === undefined ? undefined : `\${{secrets.${name}}}`;

const filled = (values: readonly string[]): readonly string[] | undefined =>
  values.length === 0 ? undefined : values;

function mapped<T>(
  values: Readonly<Record<string, T>>,
  shown: (value: T) => YamlValue,
): YamlValue | undefined {
  const entries = Object.entries(values).map(([name, value]) => [name, shown(value)] as const);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
