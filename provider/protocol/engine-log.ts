import * as grpc from '@grpc/grpc-js';
import { EngineClient } from '@pulumi/pulumi/proto/engine_grpc_pb';
import { LogRequest, LogSeverity } from '@pulumi/pulumi/proto/engine_pb';

/** Messages to the person who runs the engine, shown beside the resource they are about. */
export class EngineLog {
  private readonly client: EngineClient | undefined;

  /** @param address of the engine's gRPC service; without one, messages go to standard error. */
  constructor(address: string | undefined) {
    this.client =
      address === undefined || address === ''
        ? undefined
        : new EngineClient(address, grpc.credentials.createInsecure());
  }

  /** Resolves when the engine has the message; a message that cannot be delivered is no reason to fail a resource. */
  write(severity: 'info' | 'warning', urn: string, message: string): Promise<void> {
    const { client } = this;
    if (client === undefined) {
      process.stderr.write(`${message}\n`);
      return Promise.resolve();
    }
    const request = new LogRequest();
    request.setSeverity(severity === 'info' ? LogSeverity.INFO : LogSeverity.WARNING);
    request.setMessage(message);
    request.setUrn(urn);
    return new Promise((resolve) => {
      client.log(request, () => {
        resolve();
      });
    });
  }
}
