import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { authorization } from './sign';

/** A request that the SDK signed. */
let headers: IncomingHttpHeaders;
let body = '';
const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const server = createServer(async (request, response) => {
  headers = request.headers;
  for await (const part of request) body += part;
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{}');
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = new ECSClient({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { ...credentials, sessionToken: 'a+session/token==' },
  });
  await client.send(new ListClustersCommand({ nextToken: 'Größe  <&> 7' }));
  client.destroy();
});
afterAll(() => server.close());

const signedBy = (signer: typeof credentials, sent = body) => {
  const names = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? [];
  const signed = Object.fromEntries(names.map((name) => [name, String(headers[name])]));
  return authorization(signed, sent, { ...signer, region: 'eu-west-1', service: 'ecs' });
};

it('a request is signed as the SDK signs it', () => {
  expect(headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/ecs\//);
  expect(signedBy(credentials)).toBe(headers.authorization);
});

it('another body or secret has another signature', () => {
  expect(signedBy(credentials, `${body} `)).not.toBe(headers.authorization);
  expect(signedBy({ ...credentials, secretAccessKey: 'x' })).not.toBe(headers.authorization);
});
