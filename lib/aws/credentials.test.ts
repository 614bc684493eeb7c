import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientConfig, sessionName } from './credentials';
import { AwsError } from './errors';
import { assertAccount, callerOf } from './identity';

/** An STS that hangs, refuses, or gives credentials, and keeps what it was asked. */
let mode: 'give' | 'refuse' | 'hang' = 'give';
let lifeSeconds = 3600;
let asked: URLSearchParams[] = [];
let server: Server;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const parameters = new URLSearchParams(body);
    asked.push(parameters);
    if (mode === 'hang') return;
    const [status, inner] = answer(parameters.get('Action') ?? '', request.headers.authorization ?? '');
    response.writeHead(status, { 'content-type': 'text/xml' }).end(inner);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const own = { AWS_ACCESS_KEY_ID: 'own', AWS_SECRET_ACCESS_KEY: 'own', AWS_ENDPOINT_URL_STS: url };
  Object.assign(process.env, own);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  mode = 'give';
  lifeSeconds = 3600;
  asked = [];
});

function answer(action: string, authorization: string): [number, string] {
  if (mode === 'refuse')
    return [
      403,
      '<ErrorResponse><Error><Code>AccessDenied</Code><Message>User is not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>',
    ];
  if (action === 'GetCallerIdentity') {
    const account = authorization.includes('Credential=ASIATEMPORARY/') ? '210987654321' : '123456789012';
    return [
      200,
      `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>${account}</Account><Arn>arn:aws:iam::${account}:x</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    ];
  }
  const until = new Date(Date.now() + lifeSeconds * 1000).toISOString();
  return [
    200,
    `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIATEMPORARY</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${until}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
  ];
}

let roles = 0;
/** A role that no other test has asked for. */
const access = () => {
  roles += 1;
  return {
    region: 'eu-west-1',
    roleArn: `arn:aws:iam::210987654321:role/r${roles}`,
    externalId: 'a-secret-of-two',
  };
};
const assumptions = () => asked.filter((each) => each.get('Action') === 'AssumeRole');

describe('calls of an environment', () => {
  it('are made as the process itself where it has no role', async () => {
    const own = { region: 'eu-west-1', roleArn: null, externalId: null };
    expect(await callerOf(own)).toMatchObject({ accountId: '123456789012' });
    expect(clientConfig(own)).not.toHaveProperty('credentials');
  });

  it('are made in its role, with the external id, and many share one assumption', async () => {
    const other = access();
    const callers = await Promise.all([callerOf(other), callerOf(other), callerOf(other)]);
    expect(callers).toEqual(Array(3).fill({ accountId: '210987654321', arn: 'arn:aws:iam::210987654321:x' }));
    expect(assumptions()).toHaveLength(1);
    expect(Object.fromEntries(assumptions()[0] ?? [])).toMatchObject({
      RoleArn: other.roleArn,
      ExternalId: 'a-secret-of-two',
      RoleSessionName: 'rota',
    });
  });

  it('are made in one short session for each request, whatever its calls', async () => {
    const other = access();
    const credentialsFor = async (requestId: string) => {
      const config = clientConfig(other, requestId);
      if ('credentials' in config) await config.credentials();
    };
    await Promise.all(['job-1', 'job-1', 'job-2'].map(credentialsFor));
    await credentialsFor('job-1');
    const sessions = assumptions().map((each) => [each.get('RoleSessionName'), each.get('DurationSeconds')]);
    expect(sessions).toEqual([
      ['rota-job-1', '900'],
      ['rota-job-2', '900'],
    ]);
  });

  it('get new credentials before the old ones end', async () => {
    lifeSeconds = 290;
    const other = access();
    await callerOf(other);
    lifeSeconds = 3600;
    const before = assumptions().length;
    await callerOf(other);
    expect(assumptions().length).toBeGreaterThan(before);
    const after = assumptions().length;
    await callerOf(other);
    expect(assumptions()).toHaveLength(after);
  });

  it('say in AWS’s own words why a role can not be assumed, and work once it can', async () => {
    const other = access();
    mode = 'refuse';
    await expect(callerOf(other)).rejects.toMatchObject({
      kind: 'credentials',
      code: 'AccessDenied',
      message: 'User is not authorized to perform: sts:AssumeRole',
    });
    mode = 'give';
    expect(await callerOf(other)).toMatchObject({ accountId: '210987654321' });
  });

  it('end where AWS does not answer', async () => {
    mode = 'hang';
    const began = Date.now();
    await expect(callerOf(access())).rejects.toBeInstanceOf(AwsError);
    expect(Date.now() - began).toBeLessThan(5_000);
  });

  it('are refused where they would be made in another account', async () => {
    await expect(assertAccount(access(), '123456789012')).rejects.toMatchObject({ code: 'WrongAccount' });
  });
});

describe('the name of a session', () => {
  it.each([
    [null, 'rota'],
    ['7c9e6679-7425-40de-944b-e07fc1f90ae7', 'rota-7c9e6679-7425-40de-944b-e07fc1f90ae7'],
    ['proxy-1.0g2x4y6z8a1b3c5d', 'rota-proxy-1.0g2x4y6z8a1b3c5d'],
    ['sync-0g2x4y6z8a1b3c5d-12', 'rota-sync-0g2x4y6z8a1b3c5d-12'],
    ['a b/c:d', 'rota-a-b-c-d'],
  ])('of request %s is %s', (requestId, name) => {
    expect(sessionName(requestId)).toBe(name);
  });

  it('is one that IAM takes, of any request', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (requestId) => {
        expect(sessionName(requestId)).toMatch(/^[\w+=,.@-]{2,64}$/);
      }),
    );
  });
});
