import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { credentials } from '@grpc/grpc-js';
import { AnalyzerClient } from '@pulumi/pulumi/proto/analyzer_grpc_pb';
import {
  AnalyzerPropertyDependencies,
  AnalyzeRequest,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
  ConfigureAnalyzerRequest,
  PolicyConfig,
  type AnalyzeDiagnostic,
  type AnalyzeResponse,
  type AnalyzerInfo,
  type RemediateResponse,
} from '@pulumi/pulumi/proto/analyzer_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import { Struct, type JavaScriptValue } from 'google-protobuf/google/protobuf/struct_pb';

/** A resource as the engine hands it to an analyzer. */
export interface SentResource {
  readonly type: string;
  readonly name?: string;
  readonly props: Record<string, JavaScriptValue>;
  /** Resources that the values of properties come from; passed to stack policies only. */
  readonly references?: Readonly<Record<string, readonly SentResource[]>>;
}

/** The wire form of a secret value. */
export function secret(value: JavaScriptValue): JavaScriptValue {
  return { '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270', value };
}

/** The wire form of a string that is not known in a preview. */
export const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

/** The policy pack as a process of its own, spoken to as the engine does. */
export class PackProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly client: AnalyzerClient,
  ) {}

  /** Starts the pack and waits for the port it prints. */
  static async start(): Promise<PackProcess> {
    const launcher = require.resolve('@pulumi/pulumi/cmd/run-policy-pack');
    const pack = resolve(__dirname, '..', '..', 'policies');
    // The engine's address is only used for logging, which no policy does.
    const child = spawn(process.execPath, [launcher, '127.0.0.1:1', pack], { cwd: pack });
    const port = await new Promise<string>((done, fail) => {
      let errors = '';
      child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
      child.stdout.on('data', (data: Buffer) => {
        done(data.toString().trim());
      });
      child.once('exit', (code) => {
        fail(new Error(`the pack ended with ${code ?? 'a signal'}: ${errors}`));
      });
    });
    return new PackProcess(
      child,
      new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure()),
    );
  }

  stop(): Promise<void> {
    this.client.close();
    return new Promise((done) => {
      this.child.once('exit', () => {
        done();
      });
      this.child.kill();
    });
  }

  info(): Promise<AnalyzerInfo> {
    return new Promise((done, fail) => {
      this.client.getAnalyzerInfo(new Empty(), (error, answer) => {
        if (error === null) done(answer);
        else fail(error);
      });
    });
  }

  /**
   * Sets levels and settings: policy name to `[level, settings]`; level 0 advisory, 1 mandatory, 2 disabled, 3
   * remediate.
   */
  configure(
    policies: Readonly<Record<string, readonly [0 | 1 | 2 | 3, Record<string, JavaScriptValue>]>>,
  ): Promise<void> {
    const request = new ConfigureAnalyzerRequest();
    for (const [name, [level, settings]] of Object.entries(policies)) {
      const config = new PolicyConfig();
      config.setEnforcementlevel(level);
      config.setProperties(Struct.fromJavaScript(settings));
      request.getPolicyconfigMap().set(name, config);
    }
    return new Promise((done, fail) => {
      this.client.configure(request, (error) => {
        if (error === null) done();
        else fail(error);
      });
    });
  }

  async analyze(resource: SentResource): Promise<readonly AnalyzeDiagnostic.AsObject[]> {
    const answer = await new Promise<AnalyzeResponse>((done, fail) => {
      this.client.analyze(analyzeRequest(resource), (error, value) => {
        if (error === null) done(value);
        else fail(error);
      });
    });
    return answer.toObject().diagnosticsList;
  }

  remediate(resource: SentResource): Promise<RemediateResponse> {
    return new Promise((done, fail) => {
      this.client.remediate(analyzeRequest(resource), (error, answer) => {
        if (error === null) done(answer);
        else fail(error);
      });
    });
  }

  async analyzeStack(
    resources: readonly SentResource[],
  ): Promise<readonly AnalyzeDiagnostic.AsObject[]> {
    const request = new AnalyzeStackRequest();
    request.setResourcesList(
      resources.map((resource) => {
        const sent = new AnalyzerResource();
        sent.setType(resource.type);
        sent.setName(resource.name ?? 'example');
        sent.setUrn(urnOf(resource));
        sent.setProperties(Struct.fromJavaScript(resource.props));
        sent.setOptions(new AnalyzerResourceOptions());
        for (const [property, targets] of Object.entries(resource.references ?? {})) {
          const dependencies = new AnalyzerPropertyDependencies();
          dependencies.setUrnsList(targets.map(urnOf));
          sent.getPropertydependenciesMap().set(property, dependencies);
        }
        return sent;
      }),
    );
    const answer = await new Promise<AnalyzeResponse>((done, fail) => {
      this.client.analyzeStack(request, (error, value) => {
        if (error === null) done(value);
        else fail(error);
      });
    });
    return answer.toObject().diagnosticsList;
  }
}

function urnOf({ type, name }: SentResource): string {
  return `urn:pulumi:dev::shop::${type}::${name ?? 'example'}`;
}

function analyzeRequest(resource: SentResource): AnalyzeRequest {
  const request = new AnalyzeRequest();
  request.setType(resource.type);
  request.setName(resource.name ?? 'example');
  request.setUrn(urnOf(resource));
  request.setProperties(Struct.fromJavaScript(resource.props));
  request.setOptions(new AnalyzerResourceOptions());
  return request;
}
