import * as grpc from '@grpc/grpc-js';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import * as services from '@pulumi/pulumi/proto/analyzer_grpc_pb';
import * as messages from '@pulumi/pulumi/proto/analyzer_pb';
import { severities, type Severity } from '../../core/reading/rule';
import { type EnforcementLevel, type PackInfo, type PolicyConfig } from '../project/pack-info';
import { type ResolvedConfig } from '../project/resolved-config';
import { wantsTypeScript } from '../project/runtime-option';
import { call, channelOptions, isUnimplemented } from '../../provider/protocol/grpc';
import { isInternalKey, type PropertyMap } from '../../provider/protocol/property-value';
import { fromStruct, toStruct } from '../../provider/protocol/struct';
import { parseUrn } from '../../provider/protocol/urn';
import { type RunningProcess, startPlugin } from './child-process';
import { pulumiCommand } from './pulumi-command';

const levels: readonly EnforcementLevel[] = ['advisory', 'mandatory', 'disabled', 'remediate'];

/** What a policy says about a resource or the stack. */
export interface PolicyVerdict {
  readonly policy: string;
  readonly pack: string;
  readonly packVersion: string;
  readonly level: EnforcementLevel;
  readonly severity: 'unspecified' | Severity;
  readonly description: string;
  readonly message: string;
  /** The resource it is about; the stack's own URN where it is about the whole. */
  readonly urn: string;
}

/** In the order of the protocol's enum. */
const protocolSeverities: readonly PolicyVerdict['severity'][] = ['unspecified', ...severities];

/** A resource as policies see it. */
export interface AnalyzedResource {
  readonly urn: string;
  readonly type: string;
  readonly properties: PropertyMap;
  readonly parent: string;
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
  readonly deleteBeforeReplace: boolean | undefined;
  readonly additionalSecretOutputs: readonly string[];
  readonly aliases: readonly string[];
  readonly timeouts: { readonly create: number; readonly update: number; readonly delete: number };
  readonly provider: { readonly urn: string; readonly inputs: PropertyMap } | undefined;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/** What a remediating policy made of a resource's inputs, or why it could not. */
export interface Remediation {
  readonly policy: string;
  readonly pack: string;
  readonly packVersion: string;
  readonly description: string;
  readonly properties: PropertyMap | undefined;
  readonly diagnostic: string;
}

export interface AnalyzerOptions {
  readonly directory: string;
  readonly engineAddress: string;
  readonly project: string;
  readonly stack: string;
  readonly organization: string;
  readonly dryRun: boolean;
  readonly config: ResolvedConfig;
  readonly onLine: (line: string) => void;
}

/** A policy pack: an unmodified process, spoken to over the engine's analyzer protocol. */
export class Analyzer {
  /** Whether any policy may change resources instead of only judging them. */
  remediates: boolean;

  private constructor(
    private readonly client: services.AnalyzerClient,
    private readonly process: RunningProcess,
    readonly info: PackInfo,
  ) {
    this.remediates = info.policies.some((policy) => policy.level === 'remediate');
  }

  /** @throws ProcessError when the pack does not come up. */
  static async start(options: AnalyzerOptions): Promise<Analyzer> {
    const typescript = await wantsTypeScript(options.directory, 'PulumiPolicy.yaml');
    const { address, process: running } = await startPlugin({
      title: `policy pack ${options.directory}`,
      args: [
        pulumiCommand('run-policy-pack', options.directory),
        options.engineAddress,
        options.directory,
      ],
      directory: options.directory,
      environment: {
        ...process.env,
        PULUMI_NODEJS_TYPESCRIPT: String(typescript),
        PULUMI_NODEJS_ORGANIZATION: options.organization,
        PULUMI_NODEJS_PROJECT: options.project,
        PULUMI_NODEJS_STACK: options.stack,
        PULUMI_NODEJS_DRY_RUN: options.dryRun ? 'true' : 'false',
        PULUMI_CONFIG: JSON.stringify(options.config.values),
      },
      onLine: options.onLine,
    });
    const client = new services.AnalyzerClient(
      address,
      grpc.credentials.createInsecure(),
      channelOptions,
    );
    await configureStack(client, options);
    const info = await call<messages.AnalyzerInfo>((done) =>
      client.getAnalyzerInfo(new Empty(), done),
    );
    return new Analyzer(client, running, packInfo(info));
  }

  /** Hands the pack the configuration of its policies. */
  async configure(config: PolicyConfig): Promise<void> {
    const request = new messages.ConfigureAnalyzerRequest();
    for (const [name, entry] of Object.entries(config)) {
      const message = new messages.PolicyConfig();
      message.setEnforcementlevel(levelNumber(entry.enforcementLevel));
      message.setProperties(toStruct(entry.properties));
      request.getPolicyconfigMap().set(name, message);
    }
    await call<Empty>((done) => this.client.configure(request, done));
    this.remediates = Object.values(config).some((entry) => entry.enforcementLevel === 'remediate');
  }

  /** Lets policies change the inputs of one resource; empty when none wants to. */
  async remediate(resource: AnalyzedResource): Promise<readonly Remediation[]> {
    const response = await call<messages.RemediateResponse>((done) =>
      this.client.remediate(analyzeRequest(resource, resource.properties), done),
    );
    return response.getRemediationsList().map((item) => ({
      policy: item.getPolicyname(),
      pack: item.getPolicypackname(),
      packVersion: item.getPolicypackversion(),
      description: item.getDescription(),
      properties: item.hasProperties() ? fromStruct(item.getProperties()) : undefined,
      diagnostic: item.getDiagnostic(),
    }));
  }

  /** Judges one resource by its inputs. */
  async analyze(resource: AnalyzedResource): Promise<readonly PolicyVerdict[]> {
    const response = await call<messages.AnalyzeResponse>((done) =>
      this.client.analyze(analyzeRequest(resource, shown(resource.properties)), done),
    );
    return response.getDiagnosticsList().map((item) => verdict(item, resource.urn));
  }

  /** Judges all resources together, by their outputs. */
  async analyzeStack(
    resources: readonly AnalyzedResource[],
    rootUrn: string,
  ): Promise<readonly PolicyVerdict[]> {
    const request = new messages.AnalyzeStackRequest();
    request.setResourcesList(resources.map(stackResource));
    const known = new Set(resources.map((resource) => resource.urn));
    const response = await call<messages.AnalyzeResponse>((done) =>
      this.client.analyzeStack(request, done),
    );
    return response.getDiagnosticsList().map((item) => {
      const found = verdict(item, rootUrn);
      // A stack policy may name a URN that no resource has; the engine then blames the stack.
      return {
        ...found,
        urn: known.has(found.urn) ? found.urn : rootUrn,
        level: found.level === 'remediate' ? 'mandatory' : found.level,
      };
    });
  }

  /** Closes the connection and ends the process. */
  stop(): void {
    this.client.close();
    this.process.stop();
  }
}

async function configureStack(
  client: services.AnalyzerClient,
  options: AnalyzerOptions,
): Promise<void> {
  const request = new messages.AnalyzerStackConfigureRequest();
  request.setProject(options.project);
  request.setStack(options.stack);
  request.setOrganization(options.organization);
  request.setDryRun(options.dryRun);
  request.setConfigSecretKeysList([...options.config.secretKeys]);
  for (const [key, value] of Object.entries(options.config.values)) {
    request.getConfigMap().set(key, value);
  }
  try {
    await call<messages.AnalyzerStackConfigureResponse>((done) =>
      client.configureStack(request, done),
    );
  } catch (error) {
    if (!isUnimplemented(error)) throw error;
  }
}

function packInfo(info: messages.AnalyzerInfo): PackInfo {
  const initialConfig: Record<string, PolicyConfig[string]> = {};
  info.getInitialconfigMap().forEach((entry: messages.PolicyConfig, name: string) => {
    initialConfig[name] = {
      enforcementLevel: levels[entry.getEnforcementlevel()] ?? 'advisory',
      properties: fromStruct(entry.getProperties()),
    };
  });
  return {
    name: info.getName(),
    version: info.getVersion(),
    initialConfig,
    policies: info.getPoliciesList().map((policy) => {
      const schema = policy.getConfigschema();
      return {
        name: policy.getName(),
        level: levels[policy.getEnforcementlevel()] ?? 'advisory',
        configSchema:
          schema === undefined
            ? undefined
            : {
                properties: fromStruct(schema.getProperties()),
                required: schema.getRequiredList(),
              },
      };
    }),
  };
}

/** The properties that policies judge. Those that may change a resource are given all of them, as by the engine. */
const shown = (properties: PropertyMap): PropertyMap =>
  Object.fromEntries(Object.entries(properties).filter(([key]) => !isInternalKey(key)));

function analyzeRequest(
  resource: AnalyzedResource,
  properties: PropertyMap,
): messages.AnalyzeRequest {
  const request = new messages.AnalyzeRequest();
  request.setType(resource.type);
  request.setUrn(resource.urn);
  request.setName(parseUrn(resource.urn).name);
  request.setProperties(toStruct(properties));
  request.setOptions(options(resource));
  request.setProvider(providerMessage(resource));
  return request;
}

function stackResource(resource: AnalyzedResource): messages.AnalyzerResource {
  const message = new messages.AnalyzerResource();
  message.setType(resource.type);
  message.setUrn(resource.urn);
  message.setName(parseUrn(resource.urn).name);
  message.setProperties(toStruct(shown(resource.properties)));
  message.setOptions(options(resource));
  message.setProvider(providerMessage(resource));
  message.setParent(resource.parent);
  message.setDependenciesList([...resource.dependencies]);
  for (const [key, urns] of Object.entries(resource.propertyDependencies)) {
    if (urns.length === 0) continue;
    const dependencies = new messages.AnalyzerPropertyDependencies();
    dependencies.setUrnsList([...urns]);
    message.getPropertydependenciesMap().set(key, dependencies);
  }
  return message;
}

function options(resource: AnalyzedResource): messages.AnalyzerResourceOptions {
  const message = new messages.AnalyzerResourceOptions();
  message.setProtect(resource.protect);
  message.setIgnorechangesList([...resource.ignoreChanges]);
  message.setDeletebeforereplace(resource.deleteBeforeReplace ?? false);
  message.setDeletebeforereplacedefined(resource.deleteBeforeReplace !== undefined);
  message.setAdditionalsecretoutputsList([...resource.additionalSecretOutputs]);
  message.setAliasesList([...resource.aliases]);
  message.setParent(resource.parent);
  // Always set: a pack throws on options without timeouts.
  const timeouts = new messages.AnalyzerResourceOptions.CustomTimeouts();
  timeouts.setCreate(resource.timeouts.create);
  timeouts.setUpdate(resource.timeouts.update);
  timeouts.setDelete(resource.timeouts.delete);
  message.setCustomtimeouts(timeouts);
  return message;
}

function providerMessage(
  resource: AnalyzedResource,
): messages.AnalyzerProviderResource | undefined {
  if (resource.provider === undefined) return undefined;
  const message = new messages.AnalyzerProviderResource();
  const { type, name } = parseUrn(resource.provider.urn);
  message.setType(type);
  message.setUrn(resource.provider.urn);
  message.setName(name);
  message.setProperties(toStruct(shown(resource.provider.inputs)));
  return message;
}

function verdict(item: messages.AnalyzeDiagnostic, urn: string): PolicyVerdict {
  return {
    policy: item.getPolicyname(),
    pack: item.getPolicypackname(),
    packVersion: item.getPolicypackversion(),
    level: levels[item.getEnforcementlevel()] ?? 'mandatory',
    severity: protocolSeverities[item.getSeverity()] ?? 'unspecified',
    description: item.getDescription(),
    message: item.getMessage(),
    urn: item.getUrn() === '' ? urn : item.getUrn(),
  };
}

function levelNumber(level: EnforcementLevel): messages.EnforcementLevel {
  return levels.indexOf(level);
}
