import { AwsError } from '../errors';
import type { Reply, Request } from '../http';
import { type JsonObject, readJsonObject } from '../json';
import { type OperationName, operations } from './api';

/** AWS restJson1, https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html */
const routes = (Object.keys(operations) as OperationName[]).map((operation) => {
  const { method, uri } = operations[operation];
  const member = /\{(\w+)\}/.exec(uri)?.[1];
  const pattern = uri.replace(/\{\w+\}/, member === 'ResourceArn' ? '(.+)' : '([^/]+)');
  return { operation, method, member, pattern: new RegExp(`^${pattern}$`) };
});

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw new AwsError('SerializationException', 'The request path is not valid percent-encoding');
  }
}

function readQuery(operation: OperationName, query: URLSearchParams): JsonObject {
  const { query: names, input } = operations[operation];
  const found: JsonObject = {};
  for (const [member, name] of Object.entries(names)) {
    if (!query.has(name)) continue;
    const type = input.members[member]?.type;
    const text = query.get(name) ?? '';
    found[member] =
      type === 'list' ? query.getAll(name) : type === 'integer' && /^-?\d+$/.test(text) ? Number(text) : text;
  }
  return found;
}

/** Which operation a request asks for and with what. Throws AwsError. */
export function readRequest(request: Request): { operation: OperationName; input: JsonObject } {
  for (const { operation, method, member, pattern } of routes) {
    const match = method === request.method && pattern.exec(request.url.pathname);
    if (!match) continue;
    const path = member ? { [member]: decode(match[1] ?? '') } : {};
    const input = {
      ...readJsonObject(request.body),
      ...readQuery(operation, request.url.searchParams),
      ...path,
    };
    return { operation, input };
  }
  throw new AwsError('UnknownOperationException', 'The requested operation does not exist', 404);
}

export const writeResult = (result: JsonObject): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(result),
});

export const writeError = (error: AwsError): Reply => ({
  status: error.status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
  body: JSON.stringify({ Message: error.message }),
});
