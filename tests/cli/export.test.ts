import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { formatDeployment, parseDeployment } from '../../cli/state/deployment-file';
import { recordedKey } from '../../provider/recorded/recorded-mark';
import { HostProject } from './host-project';

const project = new HostProject();
afterAll(() => {
  project.remove();
});

const urn = (type: string, name: string): string => `urn:pulumi:dev::fixture::${type}::${name}`;
const stack = {
  urn: urn('pulumi:pulumi:Stack', 'fixture-dev'),
  type: 'pulumi:pulumi:Stack',
  custom: false,
};
const role = {
  urn: urn('aws:iam/role:Role', 'role'),
  type: 'aws:iam/role:Role',
  custom: true,
  id: 'role',
  outputs: { arn: 'arn:aws:iam::000000000000:role/role', [recordedKey]: 'not real' },
  parent: stack.urn,
};
const variable = {
  urn: urn('github:index/actionsVariable:ActionsVariable', 'variable'),
  type: 'github:index/actionsVariable:ActionsVariable',
  custom: true,
  id: 'demo:ROLE',
  inputs: { value: 'arn:aws:iam::000000000000:role/role' },
  parent: stack.urn,
  dependencies: [role.urn],
};

beforeAll(() => {
  project.wants([]);
  mkdirSync(path.dirname(project.stateFile), { recursive: true });
  const file = { salt: undefined, resources: [stack, role, variable], pending: [] };
  writeFileSync(project.stateFile, formatDeployment(file, '2026-01-01T00:00:00Z'));
});

const urns = (text: string): readonly unknown[] =>
  parseDeployment(text).resources.map((one) => one['urn']);

test('an export says how many resources are recorded and what leaves them out', async () => {
  const { code, stdout, stderr } = await project.run(['stack', 'export']);
  expect(code).toBe(0);
  expect(urns(stdout)).toEqual([stack.urn, role.urn, variable.urn]);
  expect(stderr).toMatch(/^warning: recorded resources in this state: 1; .*--without-recorded/);
});

test('an export without them has nothing that refers to them', async () => {
  const { code, stdout, stderr } = await project.run(['stack', 'export', '--without-recorded']);
  expect(code).toBe(0);
  expect(urns(stdout)).toEqual([stack.urn, variable.urn]);
  expect(stdout).not.toContain(role.urn);
  expect(stderr).toBe('note: recorded resources left out: 1; the Pulumi engine will create them\n');
});
