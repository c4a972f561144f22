import { z } from 'zod';
import {
  created,
  noContent,
  notFound,
  ok,
  onRepository,
  page,
  param,
  read,
  Refusal,
  type Endpoint,
  type RepositoryCall,
} from '../endpoint';
import type { Variable } from '../state';
import { environmentOf } from './environments';

function variableEndpoints(
  base: string,
  permission: string,
  store: (call: RepositoryCall) => Record<string, Variable>,
): readonly Endpoint[] {
  const render = (variable: Variable): Record<string, unknown> => ({
    name: variable.name,
    value: variable.value,
    created_at: variable.createdAt,
    updated_at: variable.updatedAt,
  });
  const find = (call: RepositoryCall): Variable => {
    const variable = store(call)[param(call, 'name').toUpperCase()];
    if (variable === undefined) throw notFound();
    return variable;
  };
  const remove = (call: RepositoryCall, variable: Variable): void => {
    delete store(call)[variable.name];
  };
  return [
    onRepository(`GET ${base}`, [permission, 'read'], (call) =>
      page(Object.values(store(call)).map(render), 'variables'),
    ),
    onRepository(`POST ${base}`, [permission, 'write'], (call) => {
      const input = read(call, z.object({ name: z.string(), value: z.string() }));
      const name = input.name.toUpperCase();
      if (!/^[A-Z_][A-Z0-9_]*$/.test(name) || name.startsWith('GITHUB_'))
        throw new Refusal(
          422,
          'Variable names must match [A-Za-z_][A-Za-z0-9_]* and not start with GITHUB_',
        );
      if (store(call)[name] !== undefined)
        throw new Refusal(409, 'Already exists - Variable already exists');
      const now = call.world.now();
      store(call)[name] = { name, value: input.value, createdAt: now, updatedAt: now };
      return created({});
    }),
    onRepository(`GET ${base}/{name}`, [permission, 'read'], (call) => ok(render(find(call)))),
    onRepository(`PATCH ${base}/{name}`, [permission, 'write'], (call) => {
      const input = read(
        call,
        z.object({ name: z.string().optional(), value: z.string().optional() }),
      );
      const old = find(call);
      const name = (input.name ?? old.name).toUpperCase();
      remove(call, old);
      store(call)[name] = {
        ...old,
        name,
        value: input.value ?? old.value,
        updatedAt: call.world.now(),
      };
      return noContent;
    }),
    onRepository(`DELETE ${base}/{name}`, [permission, 'write'], (call) => {
      remove(call, find(call));
      return noContent;
    }),
  ];
}

export const allVariableEndpoints: readonly Endpoint[] = [
  ...variableEndpoints(
    '/repos/{owner}/{repo}/actions/variables',
    'variables',
    (call) => call.repo.variables,
  ),
  ...variableEndpoints(
    '/repos/{owner}/{repo}/environments/{environment_name}/variables',
    'environments',
    (call) => environmentOf(call).variables,
  ),
];
