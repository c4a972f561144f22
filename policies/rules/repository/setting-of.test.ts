import { githubTypes } from '../../../core/kernel/resource-types';
import { resourceFindings, unknown } from '../../fixtures/judge';
import { cloudKeys } from './cloud-keys';
import { secretPatterns } from './secret-patterns';

// Put together here, so that no scanner takes this file for a leak.
const awsKey = `AKIA${'ABCDEFGH'.repeat(2)}`;
const environment = 'staging';

test.each([
  [githubTypes.ActionsSecret, {}, 'secrets.actions'],
  [githubTypes.DependabotSecret, {}, 'secrets.dependabot'],
  [githubTypes.ActionsEnvironmentSecret, { environment }, 'environments.staging.secrets'],
  [githubTypes.ActionsEnvironmentSecret, { environment: unknown }, 'environments.<name>.secrets'],
  [githubTypes.ActionsOrganizationSecret, {}, undefined],
  [githubTypes.CodespacesSecret, {}, undefined],
])('a cloud key in a %s %j is decided by %s', (type, more, setting) => {
  const props = { repository: 'shop', secretName: 'AWS_SECRET_ACCESS_KEY', ...more };
  const [finding] = resourceFindings(cloudKeys, { type, props });
  expect(finding?.message).toBe('AWS_SECRET_ACCESS_KEY is a long-lived cloud key');
  expect(finding?.setting).toBe(setting);
});

test.each([
  [githubTypes.ActionsVariable, { variableName: 'A', value: awsKey }, 'variables'],
  [
    githubTypes.ActionsEnvironmentVariable,
    { environment, variableName: 'A', value: awsKey },
    'environments.staging.variables',
  ],
  [githubTypes.RepositoryFile, { file: 'a.txt', content: awsKey }, undefined],
])('a credential in a %s is decided by the key of %j', (type, props, setting) => {
  const [finding] = resourceFindings(secretPatterns, { type, props });
  expect(finding?.message).toMatch(/looks like a AWS access key/);
  expect(finding?.setting).toBe(setting);
});
