import type { z } from 'zod';
import { cookieName } from '@/lib/auth/cookie-name';
import { BODY_MAX } from './body';
import { type Endpoint, TAGS } from './endpoint';
import { ENDPOINTS } from './endpoints';
import { jsonSchemaOf } from './json-schema';

type Schema = Record<string, unknown>;
type Operation = Record<string, unknown>;

/** The API after OpenAPI 3.1, from the schemas that check what comes and shape what goes. */
export type Description = {
  openapi: '3.1.0';
  info: object;
  servers: object[];
  tags: { name: string; description: string }[];
  security: object[];
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, Schema>;
    responses: object;
    headers: object;
    securitySchemes: object;
  };
};

let described: { version: string; description: Description } | null = null;

/** Made once: it is the same as long as the process lives. @param version of the product */
export function describeApi(version: string): Description {
  if (described?.version !== version) described = { version, description: made(version) };
  return described.description;
}

function made(version: string): Description {
  const schemas: Record<string, Schema> = { Problem: PROBLEM };
  const paths: Description['paths'] = {};
  for (const endpoint of ENDPOINTS) {
    const path = paths[endpoint.path] ?? {};
    path[endpoint.method.toLowerCase()] = operation(endpoint, schemas);
    paths[endpoint.path] = path;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Rota',
      version,
      description: ABOUT,
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    security: [{ token: [] }, { session: [] }],
    paths,
    components: { schemas, responses: RESPONSES, headers: HEADERS, securitySchemes: SECURITY },
  };
}

const ABOUT = `What the pages of Rota do with schedules, runs, gates, calendars, freezes and audits, for scripts and other systems.

Send a token in the header Authorization, as in \`Bearer rota_…\`; a page of Rota itself may ask by its session. Bodies are JSON, ${BODY_MAX / 1024} KB at most, times RFC 3339. What nobody knows is refused: nothing is ignored in silence.

* **Errors** are problems (RFC 9457), with each field that is wrong.
* **ETag** names a version, and **If-Match** the one that a change is meant for: 412 where there is another.
* **Idempotency-Key** on POST: the same key gives the same answer, for a day.
* **X-Request-Id** comes back, and stands in the audit.
* **429** says by Retry-After when to come again.`;

function operation(endpoint: Endpoint, schemas: Record<string, Schema>): Operation {
  const { id, tag, summary, description, permission, status = 200, version } = endpoint;
  const body = bodyOf(endpoint, schemas);
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: [description, permission && `Needs the permission \`${permission}\`.`]
      .filter(Boolean)
      .join('\n\n'),
    parameters: [
      ...pathParameters(endpoint),
      ...queryParameters(endpoint, schemas),
      ...headerParameters(endpoint),
    ],
    ...(body && {
      requestBody: { required: body.required, content: { 'application/json': { schema: body.schema } } },
    }),
    responses: {
      [status]: {
        description: 'Done.',
        headers: { 'X-Request-Id': ref('headers/RequestId'), ...(version && { ETag: ref('headers/ETag') }) },
        content: { 'application/json': { schema: schemaOf(endpoint.output, 'output', schemas) } },
      },
      ...Object.fromEntries(refusals(endpoint).map((code) => [code, ref(`responses/Problem${code}`)])),
    },
  };
}

const ref = (place: string) => ({ $ref: `#/components/${place}` });

/** Any request may have a header or too many parameters that can't be read (400), or one that nobody knows (422). */
function refusals({ method, path, version, body }: Endpoint): number[] {
  const varies = path.includes('{');
  return [
    400,
    401,
    403,
    ...(varies ? [404] : []),
    ...(method === 'GET' ? [] : [409]),
    ...(version && method !== 'GET' && varies ? [412] : []),
    ...(body ? [413, 415] : []),
    422,
    429,
    503,
  ];
}

/** The schema of a body, without what the path and the headers say. What is left out of a PATCH stays: it has no defaults. */
function bodyOf({ method, body, fixed = [] }: Endpoint, schemas: Record<string, Schema>) {
  if (body === null) return null;
  const schema = schemaOf(body, 'input', schemas);
  if (!('properties' in schema)) return { schema, required: true };
  const properties = Object.entries(schema.properties as Record<string, Schema>)
    .filter(([name]) => !fixed.includes(name))
    .map(([name, field]) => [name, method === 'PATCH' ? withoutDefault(field) : field]);
  const required = ((schema.required ?? []) as string[]).filter((name) => !fixed.includes(name));
  const rest = {
    ...schema,
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
  };
  if (required.length === 0) delete (rest as Schema).required;
  return { schema: rest, required: required.length > 0 };
}

const withoutDefault = ({ default: _, ...field }: Schema): Schema => field;

const pathParameters = ({ path }: Endpoint): object[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));

function queryParameters({ query }: Endpoint, schemas: Record<string, Schema>): object[] {
  const { properties = {}, required = [] } = schemaOf(query, 'input', schemas) as {
    properties?: Record<string, Schema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema,
  }));
}

const headerParameters = ({ method, path, version }: Endpoint): object[] => [
  ...(version && method !== 'GET' && path.includes('{') ? [IF_MATCH] : []),
  ...(method === 'POST' ? [IDEMPOTENCY_KEY] : []),
];

/** A schema as JSON Schema (the dialect of OpenAPI 3.1); those with names stand among the components. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', schemas: Record<string, Schema>): Schema {
  const {
    $schema: _,
    $defs = {},
    id: __,
    ...own
  } = jsonSchemaOf(schema, io) as Schema & { $defs?: Record<string, Schema> };
  for (const [name, { id: ___, ...definition }] of Object.entries($defs))
    schemas[name] ??= rewritten(definition) as Schema;
  return rewritten(own) as Schema;
}

/** References into a schema of its own as references to the components. */
function rewritten(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewritten);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      key === '$ref' && typeof part === 'string'
        ? part.replace('#/$defs/', '#/components/schemas/')
        : rewritten(part),
    ]),
  );
}

const IF_MATCH = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description: 'The ETag that the change is meant for; left out, it is made to whatever is there.',
  schema: { type: 'string', example: '"12"' },
};

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same key gives the same answer, for a day.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

const HEADERS = {
  RequestId: { description: 'The id of the request, as it stands in the audit.', schema: { type: 'string' } },
  ETag: { description: 'The version.', schema: { type: 'string', example: '"12"' } },
};

const SECURITY = {
  token: { type: 'http', scheme: 'bearer', description: 'An API token, made on the page API tokens.' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: cookieName('session', true),
    description: `The session of a browser, for pages of Rota alone. Where Rota has no https it is ${cookieName('session', false)}.`,
  },
};

const PROBLEM = {
  type: 'object',
  description: 'What is wrong (RFC 9457).',
  required: ['type', 'title', 'status', 'detail', 'requestId'],
  properties: {
    type: { type: 'string', const: 'about:blank' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: {
          pointer: { type: 'string', description: 'A JSON pointer into the body or the parameters.' },
          detail: { type: 'string' },
        },
      },
    },
    conflict: { description: 'What is there instead.' },
    currentVersion: { type: 'integer' },
  },
};

const WHY = {
  400: 'It can’t be read.',
  401: 'Nobody is known by what was sent.',
  403: 'Whoever asks may not do it.',
  404: 'It is not there.',
  409: 'It can’t be done as things stand.',
  412: 'There is another version than the one of If-Match.',
  413: 'The body is too large.',
  415: 'The body is of another media type than JSON.',
  422: 'Fields are wrong; each is named.',
  429: 'Too many requests: Retry-After says when to come again.',
  503: 'It can’t be done just now.',
} as const;

const RESPONSES = Object.fromEntries(
  Object.entries(WHY).map(([code, description]) => [
    `Problem${code}`,
    { description, content: { 'application/problem+json': { schema: ref('schemas/Problem') } } },
  ]),
);
