/** Why there was no answer, in one line: what failed, and its code, by which the cause can be looked up. */
export function reasonOf(error: unknown, timeoutMs: number): string {
  const { name, message = String(error), code, reason } = partsOf(error);
  if (name === 'TimeoutError') return `no response within ${timeoutMs} ms`;
  if (message === 'aborted') return 'the connection was closed before the response was complete';
  // OpenSSL's own text has the places in its sources.
  const text = reason ?? message;
  if (code === undefined || text.includes(code)) return text;
  return text === '' ? code : `${text}: ${code}`;
}

/** The code by which Node and OpenSSL tell errors apart; empty where there is none. */
export function codeOf(error: unknown): string {
  return partsOf(error).code ?? '';
}

/** By its form and not by its class: what OpenSSL and DNS throw need not be an Error of this realm. */
function partsOf(error: unknown): {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly reason?: string;
} {
  return typeof error === 'object' && error !== null ? error : {};
}
