import { unknown } from '../protocol/values';
import { checkConnection, readConnection } from './connection';

describe('the connection', () => {
  it.each([
    [undefined, 'https://api.github.com', 'https://api.github.com/graphql'],
    ['https://api.github.com/', 'https://api.github.com', 'https://api.github.com/graphql'],
    ['https://github.com', 'https://api.github.com', 'https://api.github.com/graphql'],
    ['https://ghe.example/', 'https://ghe.example/api/v3', 'https://ghe.example/api/graphql'],
    [
      'https://ghe.example/api/v3/',
      'https://ghe.example/api/v3',
      'https://ghe.example/api/graphql',
    ],
    ['http://127.0.0.1:80/', 'http://127.0.0.1/api/v3', 'http://127.0.0.1/api/graphql'],
    ['https://api.x.ghe.com/', 'https://api.x.ghe.com', 'https://api.x.ghe.com/graphql'],
  ])('for %p is at %s', (baseUrl, apiUrl, graphqlUrl) => {
    const config = { owner: 'acme', ...(baseUrl === undefined ? {} : { baseUrl }) };
    expect(readConnection(config)).toMatchObject({ apiUrl, graphqlUrl, credential: undefined });
  });

  it('says everything that is wrong at once, and leaves unknown values alone', () => {
    const failures = checkConnection({ owner: '', baseUrl: 'ftp://x', appAuth: '{"id":"1"}' });
    expect(failures.map(({ property }) => property)).toEqual(['owner', 'baseUrl', 'appAuth']);
    expect(checkConnection({ owner: unknown, token: unknown, appAuth: unknown })).toEqual([]);
  });

  it('prefers the App to a token', () => {
    const app = { id: '1', installationId: '2', pemFile: 'pem' };
    const config = { owner: 'acme', token: 't', appAuth: JSON.stringify(app) };
    expect(readConnection(config).credential).toEqual({ app });
  });
});
