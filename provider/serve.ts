import { isDeepStrictEqual } from 'node:util';
import * as grpc from '@grpc/grpc-js';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import { type Struct } from 'google-protobuf/google/protobuf/struct_pb';
import { PluginInfo } from '@pulumi/pulumi/proto/plugin_pb';
import { ResourceProviderService } from '@pulumi/pulumi/proto/provider_grpc_pb';
import * as messages from '@pulumi/pulumi/proto/provider_pb';
import { cacheSettingsKind } from './cache-settings-kind';
import { GitHubClient } from './github/client';
import { deadlineMinutes } from './github/run-deadline';
import { checkConnection, readConnection } from './github/connection';
import { OutageNotice } from './github/outage-notice';
import { repositoriesOf } from './github/repository';
import { packageSchema } from './schema';
import { EngineLog } from './protocol/engine-log';
import { type CallContext, type Difference, type ResourceKind } from './resource-kind';
import { mapFromWire, mapToWire, type ValueMap } from './protocol/values';
import { mergesJudgedVariable } from './protocol/judged-merges';
import { channelOptions, listen, portOf, unary } from './protocol/grpc';
import { type DiffResult } from './protocol/provider';
import { checkResponse, diffResponse } from './protocol/responses';
import { toStruct } from './protocol/struct';
import { repositorySettingsKind } from './repository-settings/repository-settings-kind';
import { workflowCommitKind } from './workflow-commit/workflow-commit-kind';
import { gatehouseTypes } from '../core/kernel/resource-types';

/**
 * The plugin's side of the engine's provider protocol.
 *
 * `pulumi.provider.main` is not used: its server hands a provider neither its configuration nor whether a call is a
 * preview, and has no differences by property, which is what shows a reader which files change.
 *
 * @see https://www.pulumi.com/docs/iac/guides/building-extending/providers/implementers/
 */
class ProviderService {
  private kinds = kindsFor(undefined);

  constructor(
    private readonly version: string,
    private log: EngineLog,
  ) {}

  readonly implementation: grpc.UntypedServiceImplementation = {
    getPluginInfo: unary(() => {
      const info = new PluginInfo();
      info.setVersion(this.version);
      return info;
    }),
    attach: unary((request: { getAddress(): string }) => {
      this.log = new EngineLog(request.getAddress());
      return new Empty();
    }),
    getSchema: unary(() => {
      const response = new messages.GetSchemaResponse();
      response.setSchema(JSON.stringify(packageSchema(this.version)));
      return response;
    }),
    cancel: unary(() => new Empty()),

    checkConfig: unary((request: messages.CheckRequest) => {
      const news = mapFromWire(request.getNews()?.toJavaScript());
      return checkResponse(request.getNews(), checkConnection(news));
    }),
    diffConfig: unary((request: messages.DiffRequest) => {
      const { olds, news } = both(request);
      // Another owner has other repositories; another address or token leads to the same ones.
      const isOther = (key: string): boolean =>
        !isDeepStrictEqual(olds[key] ?? '', news[key] ?? '');
      const moved = ['owner'].filter(isOther);
      const other = ['baseUrl', 'token', 'appAuth'].filter(isOther);
      return diffResponse(
        result(
          Object.fromEntries([
            ...moved.map((key) => [key, 'update-replace'] as const),
            ...other.map((key) => [key, 'update'] as const),
          ]),
        ),
      );
    }),
    configure: unary((request: messages.ConfigureRequest) => {
      const connection = readConnection(mapFromWire(request.getArgs()?.toJavaScript()));
      this.kinds = kindsFor(
        connection.credential === undefined
          ? undefined
          : new GitHubClient(connection, {
              deadlineMinutes: deadlineMinutes(process.env),
              onWait: (message) => void this.log.write('info', '', message),
            }),
      );
      const response = new messages.ConfigureResponse();
      response.setSupportspreview(true);
      response.setAcceptsecrets(false);
      response.setAcceptresources(false);
      response.setAcceptoutputs(false);
      return response;
    }),

    check: unary((request: messages.CheckRequest) => {
      const failures = this.kind(request.getUrn()).check(
        mapFromWire(request.getNews()?.toJavaScript()),
      );
      return checkResponse(request.getNews(), failures);
    }),
    diff: unary(async (request: messages.DiffRequest) => {
      const { olds, news } = both(request);
      let difference: Difference = {};
      await this.logging(request.getUrn(), async (context) => {
        difference = await this.kind(request.getUrn()).diff(olds, news, context);
      });
      return diffResponse(result(difference));
    }),
    create: unary(async (request: messages.CreateRequest) => {
      const kind = this.kind(request.getUrn());
      const news = mapFromWire(request.getProperties()?.toJavaScript());
      const response = new messages.CreateResponse();
      await this.logging(request.getUrn(), async (context) => {
        if (request.getPreview()) {
          response.setProperties(struct(await kind.previewCreate(news, context)));
          return;
        }
        const { id, outputs } = await kind.create(news, context);
        response.setId(id);
        response.setProperties(struct(outputs));
      });
      return response;
    }),
    update: unary(async (request: messages.UpdateRequest) => {
      const kind = this.kind(request.getUrn());
      const { olds, news } = both(request);
      const response = new messages.UpdateResponse();
      await this.logging(request.getUrn(), async (call) => {
        const context = { ...call, oldInputs: mapFromWire(request.getOldInputs()?.toJavaScript()) };
        const outputs = request.getPreview()
          ? await kind.previewUpdate(olds, news, context)
          : await kind.update(request.getId(), olds, news, context);
        response.setProperties(struct(outputs));
      });
      return response;
    }),
    read: unary(async (request: messages.ReadRequest) => {
      const response = new messages.ReadResponse();
      await this.logging(request.getUrn(), async (context) => {
        const { id, inputs, outputs } = await this.kind(request.getUrn()).read(
          request.getId(),
          mapFromWire(request.getInputs()?.toJavaScript()),
          mapFromWire(request.getProperties()?.toJavaScript()),
          context,
        );
        if (id === undefined) return;
        response.setId(id);
        response.setInputs(struct(inputs));
        response.setProperties(struct(outputs));
      });
      return response;
    }),
    delete: unary(async (request: messages.DeleteRequest) => {
      await this.logging(request.getUrn(), (context) =>
        this.kind(request.getUrn()).delete(
          request.getId(),
          mapFromWire(request.getProperties()?.toJavaScript()),
          context,
        ),
      );
      return new Empty();
    }),
  };

  private kind(urn: string): ResourceKind {
    // urn:pulumi:<stack>::<project>::<parent type>$…$<type>::<name>
    const type = urn.split('::')[2]?.split('$').at(-1) ?? '';
    const kind = this.kinds[type];
    if (kind === undefined) throw new Error(`the gatehouse provider has no resource type ${type}`);
    return kind;
  }

  /** Messages have arrived at the engine before the call ends, or they would not be shown. */
  private async logging(urn: string, work: (context: CallContext) => Promise<void>): Promise<void> {
    const sent: Promise<void>[] = [];
    try {
      await work({
        urn,
        log: (severity, message) => {
          sent.push(this.log.write(severity, urn, message));
        },
      });
    } finally {
      await Promise.all(sent);
    }
  }
}

function kindsFor(client: GitHubClient | undefined): Readonly<Record<string, ResourceKind>> {
  const outage = new OutageNotice();
  return {
    [gatehouseTypes.WorkflowCommit]: workflowCommitKind(
      client === undefined ? undefined : repositoriesOf(client),
      { judgesMerges: process.env[mergesJudgedVariable] !== '1' },
      outage,
    ),
    [gatehouseTypes.CacheSettings]: cacheSettingsKind(client),
    [gatehouseTypes.RepositorySettings]: repositorySettingsKind(client, outage),
  };
}

/** Starts the plugin and tells the engine its port. @param engineAddress of the engine's gRPC service. */
export async function serve(version: string, engineAddress: string | undefined): Promise<void> {
  const server = new grpc.Server(channelOptions);
  const service = new ProviderService(version, new EngineLog(engineAddress));
  server.addService(ResourceProviderService, service.implementation);
  process.stdout.write(`${portOf(await listen(server))}\n`);
}

function both(request: messages.DiffRequest | messages.UpdateRequest): {
  readonly olds: ValueMap;
  readonly news: ValueMap;
} {
  return {
    olds: mapFromWire(request.getOlds()?.toJavaScript()),
    news: mapFromWire(request.getNews()?.toJavaScript()),
  };
}

/** A difference as a provider tells it: by path, and a replacement where a path asks for one. */
function result(difference: Difference): DiffResult {
  const entries = Object.entries(difference);
  const rootOf = (path: string): string => path.split(/[.[]/)[0] ?? path;
  return {
    changes: entries.length === 0 ? 'none' : 'some',
    changedKeys: [...new Set(entries.map(([path]) => rootOf(path)))],
    replaceKeys: entries.flatMap(([path, kind]) =>
      kind.endsWith('-replace') ? [rootOf(path)] : [],
    ),
    deleteBeforeReplace: false,
    detailed: difference,
  };
}

const struct = (values: ValueMap): Struct => toStruct(mapToWire(values));
