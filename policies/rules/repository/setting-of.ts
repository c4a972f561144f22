import { githubTypes } from '../../../core/kernel/resource-types';
import { isUnknownError, textProp } from '../../../core/reading/resource-view';

const settings: Readonly<Record<string, string>> = {
  [githubTypes.ActionsSecret]: 'secrets.actions',
  [githubTypes.DependabotSecret]: 'secrets.dependabot',
  [githubTypes.ActionsVariable]: 'variables',
};
const ofEnvironment: Readonly<Record<string, string>> = {
  [githubTypes.ActionsEnvironmentSecret]: 'secrets',
  [githubTypes.ActionsEnvironmentVariable]: 'variables',
};

/** The configuration key that a secret or variable comes from, to be spread into a finding; of other types there is none. */
export function settingOf(
  type: string,
  props: Readonly<Record<string, unknown>>,
): { readonly setting?: string } {
  const part = ofEnvironment[type];
  const setting =
    part === undefined ? settings[type] : `environments.${environmentOf(props)}.${part}`;
  return setting === undefined ? {} : { setting };
}

/** Its name, or what stands for any name in the configuration's reference while it is not known yet. */
function environmentOf(props: Readonly<Record<string, unknown>>): string {
  try {
    return textProp(props, 'environment') ?? '<name>';
  } catch (error) {
    if (isUnknownError(error)) return '<name>';
    throw error;
  }
}
