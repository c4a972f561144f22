/** The run is over: something failed, and nothing new may begin. */
export class AbortedError extends Error {
  override readonly name = 'AbortedError';
  /** The status by which the SDK knows that it need not report anything itself. */
  readonly grpcCode = 14;

  constructor(message = 'the run has been stopped') {
    super(message);
  }
}
