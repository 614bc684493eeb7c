import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rounds } from '@/lib/local/rounds';
import { tokenOf } from '@/lib/local/test-api';
import { makeSchedule, makeTeam } from '@/lib/local/test-inputs';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { stateOf } from '@/lib/local/test-rows';
import { BODY_MAX } from './body';
import { describeApi } from './openapi';
import { serve } from './serve';

/** Requests that are wrong in one thing at least, made from the API's own description. */
const COUNT = 5_000;
const AT_ONCE = 25;

let product: TestProduct;
let token: string;
let id: string;

beforeAll(async () => {
  product = await startTestProduct({ env: { ROTA_API_RATE: '10000' } });
  ({ id } = await makeSchedule(await makeTeam()));
  token = await tokenOf('administrator');
});
afterAll(() => product?.stop());

type Schema = {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  pattern?: string;
};
type Operation = {
  parameters: { name: string; in: string; schema: Schema }[];
  requestBody?: { content: { 'application/json': { schema: Schema } } };
};

const description = describeApi('0');
const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    path,
    method: method.toUpperCase(),
    operation: operation as unknown as Operation,
  })),
);

const resolved = (schema: Schema): Schema =>
  schema.$ref
    ? resolved(description.components.schemas[schema.$ref.split('/').at(-1) ?? ''] as Schema)
    : schema;

/** The types of JSON that a schema may take; all of them where it does not say. */
function typesOf(given: Schema): Set<string> {
  const schema = resolved(given);
  const several = schema.anyOf ?? schema.oneOf;
  if (several) return new Set(several.flatMap((one) => [...typesOf(one)]));
  if (schema.const !== undefined) return new Set([typeOf(schema.const)]);
  if (schema.enum) return new Set(schema.enum.map(typeOf));
  const types = [schema.type ?? EVERY].flat();
  return new Set(types.map((type) => (type === 'integer' ? 'number' : type)));
}
const EVERY = ['null', 'boolean', 'number', 'string', 'array', 'object'];
const typeOf = (value: unknown) =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : (typeof value as string);

const ANY: [type: string, value: unknown][] = [
  ['null', null],
  ['boolean', true],
  ['number', 1.5],
  ['number', 1e308],
  ['string', 'text'],
  ['string', '\0'],
  ['string', '\ud800'],
  ['string', "'; DROP TABLE schedule; --"],
  ['array', [[]]],
  ['object', { a: { b: 1 } }],
  ['object', JSON.parse('{"__proto__":{"admin":true}}')],
];

/** A value that fits, roughly: what is around the wrong one. */
function fits(given: Schema): unknown {
  const schema = resolved(given);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const several = schema.anyOf ?? schema.oneOf;
  if (several?.[0]) return fits(several[0]);
  switch ([schema.type].flat()[0]) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, part]) => [name, fits(part)]),
      );
    case 'array':
      return schema.items ? [fits(schema.items)] : [];
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return false;
    default:
      return 'text';
  }
}

/** Values that a schema takes by no reading. */
function wrongFor(given: Schema): unknown[] {
  const schema = resolved(given);
  const allowed = typesOf(schema);
  const wrong = ANY.filter(([type]) => !allowed.has(type)).map(([, value]) => value);
  if (schema.maximum !== undefined) wrong.push(schema.maximum + 1);
  if (schema.minimum !== undefined) wrong.push(schema.minimum - 1);
  if (schema.enum) wrong.push('none of them');
  return wrong;
}

type Wrong = { what: string; path: string; body?: string; headers?: Record<string, string> };
const BAD_IDS = [
  '0000000000000000',
  'x',
  '%00',
  '..%2F..',
  "'%20OR%201=1",
  '%F0%9F%92%A5',
  'x'.repeat(3_000),
];

/** One thing that is wrong with a request of an operation. */
function wrongs({ path, method, operation }: (typeof operations)[number]): fc.Arbitrary<Wrong> {
  const here = path.replaceAll(/\{\w+\}/g, id);
  const all: fc.Arbitrary<Wrong>[] = [
    fc
      .constantFrom('colour=red', 'limit=1&limit=2&colour', '%00=1', 'q[]=1&__proto__=1')
      .map((query) => ({ what: 'a parameter', path: `${here}?${query}`, body: '{}' })),
    fc.constantFrom('W/"1"', '12', '"x"', '"-1"').map((etag) => ({
      what: 'If-Match',
      path: here,
      body: '{}',
      headers: { 'if-match': etag },
    })),
  ];
  for (const { name, schema } of operation.parameters.filter((one) => one.in === 'query'))
    if (resolved(schema).pattern || resolved(schema).enum)
      all.push(
        fc
          .constantFrom('', '-1', '99999999999', 'none of them', '%00', '1e3')
          .map((value) => ({ what: `?${name}`, path: `${here}?${name}=${value}` })),
      );
  const schema = operation.requestBody?.content['application/json'].schema;
  if (schema && method !== 'GET') all.push(...wrongBodies(here, schema));
  if (path.includes('{') && schema && (resolved(schema) as { required?: string[] }).required)
    all.push(
      fc
        .constantFrom(...BAD_IDS)
        .map((bad) => ({ what: 'an id', path: path.replaceAll(/\{\w+\}/g, bad), body: '{}' })),
    );
  return fc.oneof(...all);
}

function wrongBodies(path: string, schema: Schema): fc.Arbitrary<Wrong>[] {
  const body = fits(schema) as Record<string, unknown>;
  const properties = Object.entries(resolved(schema).properties ?? {}).flatMap(([name, part]) =>
    wrongFor(part).map((value) => ({ name, value })),
  );
  const json = { 'content-type': 'application/json' };
  const whole = [
    '{',
    '[]',
    'null',
    '"text"',
    '{"a":12345678901234567890,"a":[1e400]}',
    `{"a":${'['.repeat(20_000)}`,
    `{"payload":${'['.repeat(6_000)}${']'.repeat(6_000)}}`,
    `{"x":"${'x'.repeat(BODY_MAX)}"}`,
  ];
  return [
    fc.constantFrom('colour', '__proto__', 'constructor', 'id', '').map((key) => ({
      what: 'a key',
      path,
      body: JSON.stringify({ ...body, [key === '__proto__' ? 'prototype' : key]: 1 }),
      headers: json,
    })),
    ...(properties.length > 0
      ? [
          fc.constantFrom(...properties).map(({ name, value }) => ({
            what: name,
            path,
            body: JSON.stringify({ ...body, [name]: value }),
            headers: json,
          })),
        ]
      : []),
    fc.constantFrom(...whole).map((text) => ({ what: 'a body', path, body: text, headers: json })),
    fc
      .constantFrom('text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x')
      .map((type) => ({
        what: 'a type',
        path,
        body: JSON.stringify(body),
        headers: { 'content-type': type },
      })),
  ];
}

/** All tables but those that say when a token was used last. */
const state = async () => {
  const { api_token: _, api_token_use: __, ...rest } = await stateOf(product.database);
  return rest;
};

/** The names of what may be sent: what was, and what the description has. */
function namesOf({ operation }: (typeof operations)[number], { path, body }: Wrong): Set<string> {
  const schema = operation.requestBody?.content['application/json'].schema;
  const variants = (given: Schema): Schema[] => {
    const { anyOf, oneOf = anyOf ?? [], ...own } = resolved(given);
    return [own, ...oneOf.flatMap(variants)];
  };
  return new Set([
    ...new URL(`http://localhost${path}`).searchParams.keys(),
    ...Object.keys(JSON.parse(body ?? '{}')),
    ...operation.parameters.map(({ name }) => name),
    ...(schema ? variants(schema) : []).flatMap(({ properties = {} }) => Object.keys(properties)),
  ]);
}

/** The first part of a JSON pointer (RFC 6901) in a fragment; null of one to the whole. */
function firstOf(pointer: string): string | null {
  const [, first] = decodeURIComponent(pointer).split('/');
  return first?.replaceAll('~1', '/').replaceAll('~0', '~') ?? null;
}

async function send(method: string, { path, body, headers }: Wrong): Promise<Response> {
  const url = new URL(`http://localhost:3000/api/v1${path}`);
  const request = new Request(url, {
    method,
    headers: { authorization: `Bearer ${token}`, 'x-rota-client-address': '192.0.2.1', ...headers },
    ...(method !== 'GET' && body !== undefined && { body }),
  });
  // As Next gives segments: what can't be decoded is refused by the front server.
  return serve(request, url.pathname.split('/').slice(3).map(decodeURIComponent));
}

it(`refuses ${COUNT} wrong requests as problems that point into them, and half of nothing is written`, async () => {
  const requests = fc.sample(
    fc
      .constantFrom(...operations)
      .chain((operation) => wrongs(operation).map((wrong) => ({ operation, wrong }))),
    { numRuns: rounds(COUNT, 4 * COUNT), seed: 20_260_601 },
  );
  const before = await state();
  const odd: string[] = [];
  const statuses: Record<number, number> = {};
  for (let from = 0; from < requests.length; from += AT_ONCE)
    await Promise.all(
      requests.slice(from, from + AT_ONCE).map(async ({ operation, wrong }) => {
        const { method } = operation;
        const answer = await send(method, wrong);
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
        const problem = await answer.json();
        if (
          answer.status < 400 ||
          answer.status >= 500 ||
          problem.status !== answer.status ||
          !problem.detail
        )
          odd.push(
            `${method} ${wrong.path.slice(0, 200)} (${wrong.what}) ${wrong.body?.slice(0, 300)}: ${answer.status}`,
          );
        for (const { pointer } of (problem.errors ?? []) as { pointer: string }[]) {
          const first = firstOf(pointer);
          if (first !== null && !namesOf(operation, wrong).has(first))
            odd.push(
              `${method} ${wrong.path.slice(0, 200)} (${wrong.what}): it has no ${pointer.slice(0, 200)}`,
            );
        }
      }),
    );
  process.stdout.write(`${requests.length} wrong requests: ${JSON.stringify(statuses)}\n`);
  expect(odd.slice(0, 20)).toEqual([]);
  expect(requests.length).toBeGreaterThanOrEqual(COUNT);
  expect(await state()).toEqual(before);
}, 300_000);
