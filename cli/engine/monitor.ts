import * as grpc from '@grpc/grpc-js';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import * as engineServices from '@pulumi/pulumi/proto/engine_grpc_pb';
import * as engine from '@pulumi/pulumi/proto/engine_pb';
import * as providerMessages from '@pulumi/pulumi/proto/provider_pb';
import * as services from '@pulumi/pulumi/proto/resource_grpc_pb';
import * as messages from '@pulumi/pulumi/proto/resource_pb';
import { channelOptions, listen, unary } from '../../provider/protocol/grpc';
import { withoutOutputValues } from '../../provider/protocol/property-value';
import { fromStruct, toStruct } from '../../provider/protocol/struct';
import { goalOf, readGoalOf } from './goal';
import { type Registrar } from './registrar';
import { type Diagnostic } from './run-report';

/** Features of the engine that the host has too; the SDK refuses programs that need another one. */
const features: readonly string[] = [
  'secrets',
  'resourceReferences',
  'outputValues',
  'aliasSpecs',
  'deletedWith',
  'replaceWith',
];

const featureNumbers = messages.ResourceMonitorFeature;
const supported = [
  featureNumbers.RESOURCE_MONITOR_FEATURE_SECRETS,
  featureNumbers.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
  featureNumbers.RESOURCE_MONITOR_FEATURE_OUTPUT_VALUES,
  featureNumbers.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
  featureNumbers.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
  featureNumbers.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
];

const severities: readonly Diagnostic['severity'][] = ['debug', 'info', 'warning', 'error'];

/** What the program and the plugins need to reach: the resource monitor and the engine's log. */
export interface MonitorServer {
  readonly address: string;
  /** Whose registrations the monitor takes; set before the program starts. */
  serve(registrar: Registrar): void;
  stop(): void;
}

/** Facts about the run that a program may ask for. */
export interface DeploymentFacts {
  readonly project: string;
  readonly stack: string;
  readonly organization: string;
}

/** Starts the `ResourceMonitor` and `Engine` services on a loopback port. */
export async function startMonitor(
  facts: DeploymentFacts,
  log: (diagnostic: Diagnostic) => void,
): Promise<MonitorServer> {
  const server = new grpc.Server(channelOptions);
  let serving: Registrar | undefined;
  const current = (): Registrar => {
    if (serving === undefined) throw new Error('no run is in progress');
    return serving;
  };
  server.addService(services.ResourceMonitorService, monitorHandlers(current, facts));
  server.addService(engineServices.EngineService, engineHandlers(log));
  const address = await listen(server);
  return {
    address,
    serve: (registrar) => {
      serving = registrar;
    },
    stop: () => {
      server.forceShutdown();
    },
  };
}

function monitorHandlers(
  current: () => Registrar,
  facts: DeploymentFacts,
): grpc.UntypedServiceImplementation {
  // Long texts that many resources share, such as workflow files, are kept once per run.
  const pool = new Map<string, string>();
  const packages = new Map<string, { readonly version: string; readonly downloadUrl: string }>();
  const refused = (what: string) =>
    unary(() => Promise.reject(new Error(`the embedded host does not support ${what}`)));
  return {
    getDeploymentInfo: unary<Empty, messages.DeploymentInfo>(() => {
      const info = new messages.DeploymentInfo();
      info.setProject(facts.project);
      info.setStack(facts.stack);
      info.setOrganization(facts.organization);
      info.setSupportedfeaturesList([...supported]);
      return Promise.resolve(info);
    }),
    supportsFeature: unary<messages.SupportsFeatureRequest, messages.SupportsFeatureResponse>(
      (request) => {
        const response = new messages.SupportsFeatureResponse();
        response.setHassupport(features.includes(request.getId()));
        return Promise.resolve(response);
      },
    ),
    registerResource: unary<messages.RegisterResourceRequest, messages.RegisterResourceResponse>(
      async (request) => {
        const goal = goalOf(request, pool);
        const known = packages.get(goal.packageRef);
        const done = await current().register(
          known === undefined
            ? goal
            : { ...goal, version: known.version, pluginDownloadUrl: known.downloadUrl },
        );
        const response = new messages.RegisterResourceResponse();
        response.setUrn(done.urn);
        response.setId(done.id);
        response.setObject(toStruct(done.outputs, { acceptsSecrets: goal.acceptsSecrets }));
        response.setStable(false);
        return response;
      },
    ),
    readResource: unary<messages.ReadResourceRequest, messages.ReadResourceResponse>(
      async (request) => {
        const done = await current().read(readGoalOf(request, pool), request.getId());
        const response = new messages.ReadResourceResponse();
        response.setUrn(done.urn);
        response.setProperties(
          toStruct(done.outputs, { acceptsSecrets: request.getAcceptsecrets() }),
        );
        return response;
      },
    ),
    registerResourceOutputs: unary<messages.RegisterResourceOutputsRequest, Empty>(
      async (request) => {
        await current().registerOutputs(
          request.getUrn(),
          withoutOutputValues(fromStruct(request.getOutputs(), pool)),
        );
        return new Empty();
      },
    ),
    invoke: unary<messages.ResourceInvokeRequest, messages.ResourceInvokeResponse>(
      async (request) => {
        const args = withoutOutputValues(fromStruct(request.getArgs(), pool));
        const answer = await current().invoke(
          request.getTok(),
          args,
          request.getProvider(),
          packages.get(request.getPackageref())?.version ?? request.getVersion(),
          request.getPlugindownloadurl(),
        );
        const response = new messages.ResourceInvokeResponse();
        response.setReturn(toStruct(answer.result));
        response.setFailuresList(
          answer.failures.map(({ property, reason }) => {
            const failure = new providerMessages.CheckFailure();
            failure.setProperty(property);
            failure.setReason(reason);
            return failure;
          }),
        );
        response.setUnknown(answer.unknown ?? false);
        return response;
      },
    ),
    registerPackage: unary<messages.RegisterPackageRequest, messages.RegisterPackageResponse>(
      (request) => {
        if (request.hasParameterization()) {
          return Promise.reject(
            new Error('the embedded host does not support parameterized packages'),
          );
        }
        const ref = `${request.getName()}@${request.getVersion()}`;
        packages.set(ref, {
          version: request.getVersion(),
          downloadUrl: request.getDownloadUrl(),
        });
        const response = new messages.RegisterPackageResponse();
        response.setRef(ref);
        return Promise.resolve(response);
      },
    ),
    // The program may end at once: no hook of it has to stay reachable.
    signalAndWaitForShutdown: unary(() => Promise.resolve(new Empty())),
    call: refused('methods of resources (call)'),
    registerStackTransform: refused('stack transforms'),
    registerStackInvokeTransform: refused('invoke transforms'),
    registerResourceHook: refused('resource hooks'),
    registerErrorHook: refused('error hooks'),
  };
}

function engineHandlers(log: (diagnostic: Diagnostic) => void): grpc.UntypedServiceImplementation {
  let root = '';
  return {
    log: unary<engine.LogRequest, Empty>((request) => {
      log({
        severity: severities[request.getSeverity()] ?? 'info',
        message: request.getMessage(),
        urn: request.getUrn(),
      });
      return Promise.resolve(new Empty());
    }),
    getRootResource: unary<engine.GetRootResourceRequest, engine.GetRootResourceResponse>(() => {
      const response = new engine.GetRootResourceResponse();
      response.setUrn(root);
      return Promise.resolve(response);
    }),
    setRootResource: unary<engine.SetRootResourceRequest, engine.SetRootResourceResponse>(
      (request) => {
        root = request.getUrn();
        return Promise.resolve(new engine.SetRootResourceResponse());
      },
    ),
    startDebugging: unary(() => Promise.resolve(new Empty())),
    requirePulumiVersion: unary(() => Promise.resolve(new engine.RequirePulumiVersionResponse())),
  };
}
