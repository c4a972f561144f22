/** Milliseconds that a server may take. */
export interface Patience {
  /** Until its answer begins. */
  readonly silence: number;
  /** Until the answer's body has ended. */
  readonly whole: number;
}

/** A request that is given up where the answer does not begin, or does not end, in time. @throws DOMException TimeoutError */
export async function fetchInTime(
  url: string,
  init: RequestInit,
  { silence, whole }: Patience,
): Promise<Response> {
  const silent = new AbortController();
  const timer = setTimeout(() => {
    silent.abort(new DOMException(`no answer within ${String(silence / 1_000)} s`, 'TimeoutError'));
  }, silence);
  try {
    const signal = AbortSignal.any([AbortSignal.timeout(whole), silent.signal]);
    return await fetch(url, { ...init, signal });
  } finally {
    clearTimeout(timer);
  }
}
