/** Asks servers for texts: GitHub with a token, where there is one, and an index of packages for JSON. @throws on a refusal. */
export function textsFrom(token: string | undefined): (url: string) => Promise<string> {
  return async (url) => {
    const isApi = url.startsWith('https://api.github.com/');
    const response = await fetch(url, {
      headers: {
        'user-agent': 'gatehouse',
        // An index of packages answers with HTML unless it is asked for JSON.
        accept: isApi
          ? 'application/vnd.github+json'
          : 'application/vnd.pypi.simple.v1+json, */*;q=0.1',
        ...(isApi && token !== undefined ? { authorization: `Bearer ${token}` } : {}),
      },
      signal: AbortSignal.timeout(30_000),
    });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return response.text();
  };
}
