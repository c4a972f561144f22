import * as grpc from '@grpc/grpc-js';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import { PluginInfo } from '@pulumi/pulumi/proto/plugin_pb';
import { ResourceProviderService } from '@pulumi/pulumi/proto/provider_grpc_pb';
import * as messages from '@pulumi/pulumi/proto/provider_pb';
import { channelOptions, listen, portOf, unary } from '../../provider/protocol/grpc';
import { type Provider, resumedMetadata } from '../../provider/protocol/provider';
import { checkFailure, checkResponse, diffResponse } from '../../provider/protocol/responses';
import { fromStruct, toStruct } from '../../provider/protocol/struct';
import { packageOf, parseUrn, providerPackage } from '../../provider/protocol/urn';
import { packageProvider, type World } from './package-provider';

/**
 * The providers of one process, by package: the engine says with each call what it is about, and so one port may serve
 * several packages, each configured once.
 *
 * @see https://www.pulumi.com/docs/iac/guides/building-extending/providers/implementers/
 */
class Packages {
  private readonly configured = new Map<string, Provider>();

  constructor(
    private readonly version: string,
    private readonly world: World,
  ) {}

  readonly implementation: grpc.UntypedServiceImplementation = {
    getPluginInfo: unary(() => {
      const info = new PluginInfo();
      info.setVersion(this.version);
      return info;
    }),
    attach: unary(() => new Empty()),
    cancel: unary(() => new Empty()),
    getSchema: unary(() => {
      const response = new messages.GetSchemaResponse();
      response.setSchema(JSON.stringify({ name: 'sandbox', version: this.version }));
      return response;
    }),

    checkConfig: unary((request: messages.CheckRequest) => checkResponse(request.getNews(), [])),
    configure: unary((request: messages.ConfigureRequest) => {
      // Since 3.170 the engine names the provider resource; before, a process had one package.
      const name = providerPackage(parseUrn(request.getUrn() ?? '').type) ?? '';
      this.configured.set(name, packageProvider(name, fromStruct(request.getArgs()), this.world));
      const response = new messages.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      response.setAcceptresources(false);
      response.setAcceptoutputs(false);
      return response;
    }),

    check: unary(async (request: messages.CheckRequest) => {
      const { inputs, failures } = await this.of(request).check({
        urn: request.getUrn(),
        olds: fromStruct(request.getOlds()),
        news: fromStruct(request.getNews()),
      });
      return checkResponse(toStruct(inputs), failures);
    }),
    diff: unary(async (request: messages.DiffRequest) =>
      diffResponse(await this.of(request).diff(comparison(request))),
    ),
    create: (
      call: grpc.ServerUnaryCall<messages.CreateRequest, messages.CreateResponse>,
      callback: grpc.sendUnaryData<messages.CreateResponse>,
    ) => {
      const resumed = call.metadata.get(resumedMetadata).length > 0;
      const handle = unary(async (request: messages.CreateRequest) => {
        const { id, state } = await this.of(request).create({
          urn: request.getUrn(),
          inputs: fromStruct(request.getProperties()),
          preview: request.getPreview(),
          timeout: request.getTimeout(),
          resumed,
        });
        const response = new messages.CreateResponse();
        response.setId(id);
        response.setProperties(toStruct(state));
        return response;
      });
      handle(call, callback);
    },
    update: unary(async (request: messages.UpdateRequest) => {
      const { state } = await this.of(request).update({
        ...comparison(request),
        preview: request.getPreview(),
        timeout: request.getTimeout(),
      });
      const response = new messages.UpdateResponse();
      response.setProperties(toStruct(state));
      return response;
    }),
    read: unary(async (request: messages.ReadRequest) => {
      const { id, inputs, state } = await this.of(request).read({
        urn: request.getUrn(),
        id: request.getId(),
        inputs: fromStruct(request.getInputs()),
        state: fromStruct(request.getProperties()),
      });
      const response = new messages.ReadResponse();
      response.setId(id);
      if (id === '') return response;
      response.setInputs(toStruct(inputs));
      response.setProperties(toStruct(state));
      return response;
    }),
    delete: unary(async (request: messages.DeleteRequest) => {
      await this.of(request).delete({
        urn: request.getUrn(),
        id: request.getId(),
        inputs: fromStruct(request.getOldInputs()),
        state: fromStruct(request.getProperties()),
        timeout: request.getTimeout(),
      });
      return new Empty();
    }),
    invoke: unary(async (request: messages.InvokeRequest) => {
      const token = request.getTok();
      const { result, failures } = await this.named(packageOf(token)).invoke(
        token,
        fromStruct(request.getArgs()),
      );
      const response = new messages.InvokeResponse();
      response.setReturn(toStruct(result));
      response.setFailuresList(failures.map(checkFailure));
      return response;
    }),
  };

  private of(request: { getUrn(): string }): Provider {
    return this.named(packageOf(parseUrn(request.getUrn()).type));
  }

  private named(name: string): Provider {
    const found = this.configured.get(name);
    if (found === undefined) throw new Error(`the package ${name} has not been configured`);
    return found;
  }
}

/** Starts the plugin on a free loopback port. */
export async function serve(version: string, world: World): Promise<string> {
  const server = new grpc.Server(channelOptions);
  server.addService(ResourceProviderService, new Packages(version, world).implementation);
  return portOf(await listen(server));
}

function comparison(request: messages.DiffRequest | messages.UpdateRequest) {
  return {
    urn: request.getUrn(),
    id: request.getId(),
    oldInputs: fromStruct(request.getOldInputs()),
    olds: fromStruct(request.getOlds()),
    news: fromStruct(request.getNews()),
    ignoreChanges: request.getIgnorechangesList(),
  };
}
