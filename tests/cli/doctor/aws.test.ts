import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { examineAws } from '../../../cli/doctor/aws';

/** Answers as AWS does; a quota of undefined is refused. */
let answers: { identity: boolean; quota: number | undefined };
let server: Server;
const variables = ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];

beforeAll(async () => {
  server = createServer((request, response) => {
    const target = request.headers['x-amz-target'];
    request.resume();
    if (target === undefined && answers.identity) {
      response.end(identity);
      return;
    }
    if (target === undefined || answers.quota === undefined) {
      response.statusCode = 403;
      response.end(target === undefined ? refusal : '{"__type":"AccessDeniedException"}');
      return;
    }
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify({ Quota: { Value: answers.quota } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
});
afterAll(() => {
  for (const name of variables) delete process.env[name];
  server.closeAllConnections();
  server.close();
});

const identity = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::123456789012:role/deploy</Arn><UserId>A</UserId><Account>123456789012</Account>
</GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>`;
const refusal = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
<Code>InvalidClientTokenId</Code><Message>The security token included in the request is invalid.</Message></Error></ErrorResponse>`;

const region = 'eu-west-1';

test('doctor names who acts in AWS, and asks for the quota where there are functions', async () => {
  answers = { identity: true, quota: 1000 };
  expect(await examineAws({ region, functions: 0 })).toMatchObject({
    requests: 1,
    findings: [
      {
        status: 'ok',
        message: 'acts as arn:aws:iam::123456789012:role/deploy in the account 123456789012',
      },
    ],
  });
  const { findings } = await examineAws({ region, functions: 3 });
  expect(findings[1]).toMatchObject({
    status: 'ok',
    message: 'concurrent Lambda executions: 1000',
  });
});

test('a quota that is small is noted, and one that cannot be read is said to be unknown', async () => {
  answers = { identity: true, quota: 10 };
  const small = await examineAws({ region, functions: 3 });
  expect(small.findings[1]).toMatchObject({ status: 'warning' });
  answers = { identity: true, quota: undefined };
  const unreadable = await examineAws({ region, functions: 3 });
  expect(unreadable.findings[1]).toMatchObject({ status: 'unknown' });
});

test('credentials that AWS refuses are missing', async () => {
  answers = { identity: false, quota: 10 };
  const { findings } = await examineAws({ region, functions: 3 });
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({
    status: 'missing',
    message: 'no valid credentials: The security token included in the request is invalid.',
  });
});
