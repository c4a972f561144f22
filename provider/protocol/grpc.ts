import * as grpc from '@grpc/grpc-js';

/** The engine's own limit, 400 MB: a stack's resources go to the policy pack in one message. */
const maximumMessageBytes = 400 * 1024 * 1024;

export const channelOptions: grpc.ChannelOptions = {
  'grpc.max_receive_message_length': maximumMessageBytes,
  'grpc.max_send_message_length': maximumMessageBytes,
  'grpc.enable_http_proxy': 0,
};

/** A call that answers an error tells the other side so with the error's message. */
export function unary<Request, Response>(
  handle: (request: Request) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve(call.request)
      .then(handle)
      .then(
        (response) => {
          callback(null, response);
        },
        (error: unknown) => {
          const message = error instanceof Error ? error.message : String(error);
          const code =
            error instanceof Error && 'grpcCode' in error && typeof error.grpcCode === 'number'
              ? error.grpcCode
              : grpc.status.UNKNOWN;
          callback({ code, message, details: message });
        },
      );
  };
}

type Callback<Response> = (error: grpc.ServiceError | null, response: Response) => void;

/** One call as a promise; a failed one is the service's error. */
export function call<Response>(
  start: (callback: Callback<Response>) => grpc.ClientUnaryCall,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    start((error, response) => {
      if (error === null) resolve(response);
      else reject(error);
    });
  });
}

/** Whether a call failed with this status. */
export function hasCode(error: unknown, code: grpc.status): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** Whether the other side does not know the method at all (an older or smaller implementation). */
export const isUnimplemented = (error: unknown): boolean =>
  hasCode(error, grpc.status.UNIMPLEMENTED);

/** Starts a server on a free loopback port and returns its address. */
export function listen(server: grpc.Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
      if (error === null) resolve(`127.0.0.1:${port}`);
      else reject(error);
    });
  });
}

/** The port of an address that {@link listen} gave, which is what a plugin tells whoever started it. */
export const portOf = (address: string): string => address.slice(address.lastIndexOf(':') + 1);
