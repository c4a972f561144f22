import { readFileSync, existsSync } from 'node:fs';
import {
  buildSchema,
  defaultFieldResolver,
  execute,
  GraphQLError,
  OverlappingFieldsCanBeMergedRule,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { z } from 'zod';
import { authenticate } from '../authenticate';
import { Refusal } from '../endpoint';
import { jsonOutgoing, type Outgoing } from '../exchange';
import type { Incoming, Service } from '../serve-endpoint';
import { RuleViolation, WorkflowsForbidden } from '../write-ref';
import { TypedError, type GraphQLContext } from './context';
import { mutations } from './mutations';
import { queries } from './queries';
import { join } from 'node:path';

/**
 * GitHub's validator lets one field of two types have two types that differ in being nullable, which graphql-js refuses:
 * the published Terraform and Pulumi providers ask for `... on App { name } ... on User { name }`.
 */
const githubRules = specifiedRules.filter((rule) => rule !== OverlappingFieldsCanBeMergedRule);

/** How many queries are remembered. */
const acceptedQueries = 500;

const requestBody = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

/** GitHub's GraphQL API: its published schema, executed; fields without a resolver say that they are not simulated. */
export class GitHubGraphQL {
  private schema: GraphQLSchema | undefined;
  /** Queries without errors by their text: clients send the same few over and over. */
  private readonly accepted = new Map<string, DocumentNode>();

  constructor(private readonly service: Service) {}

  async serve(incoming: Incoming): Promise<Outgoing> {
    const { world, rates } = this.service;
    const actor = authenticate(world, incoming.header('authorization'));
    if (rates.state(actor.token, 'graphql').remaining === 0)
      return jsonOutgoing(
        200,
        { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] },
        rates.headers(actor.token, 'graphql'),
      );
    rates.count(actor.token, 'graphql');
    const parsed = requestBody.safeParse(parseJson(incoming.text));
    if (!parsed.success) throw new Refusal(400, 'Problems parsing JSON');
    const result = await this.run(parsed.data, { world, actor, links: incoming.links });
    if (/\bmutation\b/.test(parsed.data.query)) await world.save();
    return jsonOutgoing(200, shape(result), rates.headers(actor.token, 'graphql'));
  }

  private async run(
    request: z.infer<typeof requestBody>,
    context: GraphQLContext,
  ): Promise<ExecutionResult> {
    const schema = this.loadSchema();
    try {
      const document = this.accepted.get(request.query) ?? parse(request.query);
      if (!this.accepted.has(request.query)) {
        const errors = validate(schema, document, githubRules);
        if (errors.length > 0) return { errors };
        if (this.accepted.size >= acceptedQueries) this.accepted.clear();
        this.accepted.set(request.query, document);
      }
      return await execute({
        schema,
        document,
        variableValues: request.variables ?? {},
        operationName: request.operationName ?? null,
        contextValue: context,
        rootValue: {},
        fieldResolver: resolve,
      });
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [error] };
      throw error;
    }
  }

  private loadSchema(): GraphQLSchema {
    this.schema ??= buildSchema(
      readFileSync(packageFile('@octokit/graphql-schema', 'schema.graphql'), 'utf8'),
      // The published SDL is valid; checking it again costs more than parsing it.
      { assumeValidSDL: true, noLocation: true },
    );
    return this.schema;
  }
}

const roots: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Query: queries,
  Mutation: mutations,
};

const resolve: GraphQLFieldResolver<unknown, GraphQLContext> = (source, args, context, info) => {
  const root = roots[info.parentType.name];
  const holder = root ?? (source as Record<string, unknown>);
  if (!(info.fieldName in holder))
    throw new TypedError(
      'NOT_SIMULATED',
      `${info.parentType.name}.${info.fieldName} is not simulated by the sandbox`,
    );
  return defaultFieldResolver(holder, args, context, info);
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** GitHub's form of errors: `type` at the top, no `extensions`. */
function shape(result: ExecutionResult): Record<string, unknown> {
  const { data, errors } = result;
  if (errors === undefined) return { data };
  return {
    ...(data === undefined ? {} : { data }),
    errors: errors.map((error) => ({
      ...typeOf(error.originalError),
      message: error.originalError?.message ?? error.message,
      ...(error.path === undefined ? {} : { path: error.path }),
      ...(error.locations === undefined ? {} : { locations: error.locations }),
    })),
  };
}

function typeOf(error: Error | undefined): { type?: string } {
  if (error === undefined) return {};
  if (error instanceof TypedError) return { type: error.type };
  if (error instanceof WorkflowsForbidden) return { type: 'FORBIDDEN' };
  if (error instanceof RuleViolation)
    return {
      type:
        error.refusals.rulesets.length > 0 ? 'UNPROCESSABLE' : 'BRANCH_PROTECTION_RULE_VIOLATION',
    };
  if (error instanceof Refusal)
    return { type: error.status === 403 ? 'FORBIDDEN' : 'UNPROCESSABLE' };
  return { type: 'INTERNAL' };
}

/**
 * A file of an installed package. `require.resolve` alone refuses a data file that the package keeps out of its `exports`.
 */
function packageFile(name: string, file: string): string {
  const folders = require.resolve.paths(name) ?? [];
  const found = folders.map((folder) => join(folder, name, file)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${name}/${file} is not installed; run npm ci`);
  return found;
}
