import * as grpc from '@grpc/grpc-js';
import { type Empty } from 'google-protobuf/google/protobuf/empty_pb';
import * as services from '@pulumi/pulumi/proto/provider_grpc_pb';
import * as messages from '@pulumi/pulumi/proto/provider_pb';
import { wantsTypeScript } from '../project/runtime-option';
import { call, channelOptions, hasCode, isUnimplemented } from '../../provider/protocol/grpc';
import { type PropertyMap } from '../../provider/protocol/property-value';
import { fromStruct, toStruct } from '../../provider/protocol/struct';
import { packageOf, parseUrn, providerPackage } from '../../provider/protocol/urn';
import { type RunningProcess, startPlugin } from './child-process';
import { pulumiCommand } from './pulumi-command';
import {
  type CheckFailure,
  type CheckRequest,
  type CreateRequest,
  type DeleteRequest,
  type DiffKind,
  type DiffRequest,
  type DiffResult,
  type InvokeResult,
  type Provider,
  ProviderError,
  type ReadRequest,
  type ReadResult,
  resumedMetadata,
  type UpdateRequest,
} from '../../provider/protocol/provider';

export interface PluginOptions {
  /** Folder with PulumiPlugin.yaml. */
  readonly directory: string;
  /** Working directory: the program's, as under the engine, so that relative asset paths mean the same. */
  readonly workingDirectory: string;
  readonly engineAddress: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly onLine: (line: string) => void;
}

const diffKinds: readonly DiffKind[] = [
  'add',
  'add-replace',
  'delete',
  'delete-replace',
  'update',
  'update-replace',
];

/** A provider plugin: an unmodified process, spoken to over the engine's provider protocol. */
export class PluginProvider implements Provider {
  private readonly client: services.ResourceProviderClient;
  private receiver = { acceptsSecrets: true };
  /** Whether it may be asked to create or update in a preview; as the engine, only one that says so is. */
  private supportsPreview = false;

  private constructor(
    address: string,
    private readonly process: RunningProcess,
  ) {
    this.client = new services.ResourceProviderClient(
      address,
      grpc.credentials.createInsecure(),
      channelOptions,
    );
  }

  /** @throws ProcessError when the plugin does not come up. */
  static async start(options: PluginOptions): Promise<PluginProvider> {
    const typescript = await wantsTypeScript(options.directory, 'PulumiPlugin.yaml');
    const { address, process: running } = await startPlugin({
      title: `provider plugin ${options.directory}`,
      args: [
        pulumiCommand('run-plugin', options.directory),
        options.directory,
        options.engineAddress,
      ],
      directory: options.workingDirectory,
      environment: { ...options.environment, PULUMI_NODEJS_TYPESCRIPT: String(typescript) },
      onLine: options.onLine,
    });
    return new PluginProvider(address, running);
  }

  async checkConfig(urn: string, olds: PropertyMap | undefined, news: PropertyMap) {
    const request = checkMessage({ urn, olds, news });
    try {
      return checkResult(
        news,
        await call<messages.CheckResponse>((done) => this.client.checkConfig(request, done)),
      );
    } catch (error) {
      if (isUnimplemented(error)) return { inputs: news, failures: [] };
      throw this.failed('check the configuration of', urn, error);
    }
  }

  async diffConfig(request: DiffRequest): Promise<DiffResult> {
    try {
      return diffResult(
        await call<messages.DiffResponse>((done) =>
          this.client.diffConfig(this.diffMessage(request), done),
        ),
      );
    } catch (error) {
      if (!isUnimplemented(error)) throw this.failed('compare', request.urn, error);
      return { changes: 'unknown', replaceKeys: [], deleteBeforeReplace: false, changedKeys: [] };
    }
  }

  /** @param urn of the provider resource: a process that serves several packages knows by it which one is meant. */
  async configure(urn: string, inputs: PropertyMap): Promise<void> {
    const request = new messages.ConfigureRequest();
    request.setUrn(urn);
    request.setName(parseUrn(urn).name);
    request.setType(parseUrn(urn).type);
    request.setArgs(toStruct(inputs));
    request.setAcceptsecrets(true);
    request.setAcceptresources(true);
    request.setSendsOldInputs(true);
    request.setSendsOldInputsToDelete(true);
    try {
      const response = await call<messages.ConfigureResponse>((done) =>
        this.client.configure(request, done),
      );
      this.receiver = { acceptsSecrets: response.getAcceptsecrets() };
      this.supportsPreview = response.getSupportspreview();
    } catch (error) {
      if (!isUnimplemented(error)) throw this.failed('configure', urn, error);
    }
  }

  async check(request: CheckRequest) {
    return this.named('check', request.urn, async () =>
      checkResult(
        request.news,
        await call<messages.CheckResponse>((done) =>
          this.client.check(checkMessage(request), done),
        ),
      ),
    );
  }

  async diff(request: DiffRequest): Promise<DiffResult> {
    return this.named('compare', request.urn, async () =>
      diffResult(
        await call<messages.DiffResponse>((done) =>
          this.client.diff(this.diffMessage(request), done),
        ),
      ),
    );
  }

  async create(request: CreateRequest) {
    if (request.preview && !this.supportsPreview) return { id: '', state: request.inputs };
    const message = about(new messages.CreateRequest(), request.urn);
    message.setProperties(toStruct(request.inputs, this.receiver));
    message.setTimeout(request.timeout);
    message.setPreview(request.preview);
    return this.named('create', request.urn, async () => {
      const metadata = new grpc.Metadata();
      if (request.resumed) metadata.set(resumedMetadata, 'true');
      const response = await call<messages.CreateResponse>((done) =>
        this.client.create(message, metadata, done),
      );
      return { id: response.getId(), state: fromStruct(response.getProperties()) };
    });
  }

  async read(request: ReadRequest): Promise<ReadResult> {
    const message = about(new messages.ReadRequest(), request.urn);
    message.setId(request.id);
    message.setProperties(toStruct(request.state, this.receiver));
    message.setInputs(toStruct(request.inputs, this.receiver));
    return this.named('read', request.urn, async () => {
      const response = await call<messages.ReadResponse>((done) => this.client.read(message, done));
      return {
        id: response.getId(),
        state: fromStruct(response.getProperties()),
        inputs: response.hasInputs() ? fromStruct(response.getInputs()) : request.inputs,
      };
    });
  }

  async update(request: UpdateRequest) {
    // What the old outputs become is not known before the update.
    if (request.preview && !this.supportsPreview) return { state: request.news };
    const message = about(new messages.UpdateRequest(), request.urn);
    message.setId(request.id);
    message.setOlds(toStruct(request.olds, this.receiver));
    message.setNews(toStruct(request.news, this.receiver));
    message.setOldInputs(toStruct(request.oldInputs, this.receiver));
    message.setIgnorechangesList([...request.ignoreChanges]);
    message.setTimeout(request.timeout);
    message.setPreview(request.preview);
    return this.named('update', request.urn, async () => {
      const response = await call<messages.UpdateResponse>((done) =>
        this.client.update(message, done),
      );
      return { state: fromStruct(response.getProperties()) };
    });
  }

  async delete(request: DeleteRequest): Promise<void> {
    const message = about(new messages.DeleteRequest(), request.urn);
    message.setId(request.id);
    message.setProperties(toStruct(request.state, this.receiver));
    message.setOldInputs(toStruct(request.inputs, this.receiver));
    message.setTimeout(request.timeout);
    await this.named('delete', request.urn, () =>
      call<Empty>((done) => this.client.delete(message, done)),
    );
  }

  async invoke(token: string, args: PropertyMap): Promise<InvokeResult> {
    const message = new messages.InvokeRequest();
    message.setTok(token);
    message.setArgs(toStruct(args, this.receiver));
    try {
      const response = await call<messages.InvokeResponse>((done) =>
        this.client.invoke(message, done),
      );
      return {
        result: fromStruct(response.getReturn()),
        failures: failures(response.getFailuresList()),
      };
    } catch (error) {
      const failed = this.failed('call', token, error);
      if (!hasCode(error, grpc.status.FAILED_PRECONDITION)) throw failed;
      return { result: {}, failures: [], unknown: true, reason: failed.message };
    }
  }

  /** Closes the connection and ends the process. */
  stop(): void {
    this.client.close();
    this.process.stop();
  }

  private diffMessage(request: DiffRequest): messages.DiffRequest {
    const message = about(new messages.DiffRequest(), request.urn);
    message.setId(request.id);
    message.setOlds(toStruct(request.olds, this.receiver));
    message.setNews(toStruct(request.news, this.receiver));
    message.setOldInputs(toStruct(request.oldInputs, this.receiver));
    message.setIgnorechangesList([...request.ignoreChanges]);
    return message;
  }

  private async named<T>(verb: string, subject: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.failed(verb, subject, error);
    }
  }

  private failed(verb: string, subject: string, cause: unknown): ProviderError {
    const isUrn = subject.startsWith('urn:');
    const name = isUrn ? `${parseUrn(subject).type} ${parseUrn(subject).name}` : subject;
    const type = isUrn ? parseUrn(subject).type : subject;
    const title = `provider plugin ${providerPackage(type) ?? packageOf(type)}`;
    const reason =
      cause instanceof Error && 'details' in cause && typeof cause.details === 'string'
        ? cause.details
        : cause instanceof Error
          ? cause.message
          : String(cause);
    const said = firstParagraph(reason).trim() || 'it gives no reason; see its own output';
    // What could not be made is tried again by itself; of what could not be deleted one wonders whether it is forgotten.
    const remedy = verb === 'delete' ? '. It stays in the state: fix this, then run again' : '';
    return new ProviderError(`${title} cannot ${verb} ${name}: ${said}${remedy}`, { cause });
  }
}

/** An error's message without the stack trace that Node's providers put into it. */
function firstParagraph(text: string): string {
  const cut = text.search(/\n\s+at /);
  return (cut < 0 ? text : text.slice(0, cut)).replace(/^(Uncaught )?Error: /, '');
}

/** A message with the resource it is about, which the protocol tells whole and in parts. */
function about<M extends ResourceMessage>(message: M, urn: string): M {
  const { name, type } = parseUrn(urn);
  message.setUrn(urn);
  message.setName(name);
  message.setType(type);
  return message;
}

interface ResourceMessage {
  setUrn(urn: string): unknown;
  setName(name: string): unknown;
  setType(type: string): unknown;
}

function checkMessage(request: CheckRequest): messages.CheckRequest {
  const message = about(new messages.CheckRequest(), request.urn);
  // As the engine: always a message, an empty one for a new resource. Providers read it without asking.
  message.setOlds(toStruct(request.olds ?? {}));
  message.setNews(toStruct(request.news));
  return message;
}

function checkResult(news: PropertyMap, response: messages.CheckResponse) {
  return {
    inputs: response.hasInputs() ? fromStruct(response.getInputs()) : news,
    failures: failures(response.getFailuresList()),
  };
}

function failures(list: readonly messages.CheckFailure[]): readonly CheckFailure[] {
  return list.map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() }));
}

function diffResult(response: messages.DiffResponse): DiffResult {
  const changes = response.getChanges();
  const detailed: Record<string, DiffKind> = {};
  response.getDetaileddiffMap().forEach((difference: messages.PropertyDiff, path: string) => {
    detailed[path] = diffKinds[difference.getKind()] ?? 'update';
  });
  return {
    changes:
      changes === messages.DiffResponse.DiffChanges.DIFF_NONE
        ? 'none'
        : changes === messages.DiffResponse.DiffChanges.DIFF_SOME
          ? 'some'
          : 'unknown',
    replaceKeys: response.getReplacesList(),
    deleteBeforeReplace: response.getDeletebeforereplace(),
    changedKeys: response.getDiffsList(),
    ...(response.getHasdetaileddiff() ? { detailed } : {}),
  };
}
