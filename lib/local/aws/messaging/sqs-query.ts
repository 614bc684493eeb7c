import { AwsError } from '../errors';
import type { Reply, Request } from '../http';
import type { Json, JsonObject } from '../json';
import { element, text, xmlFailure, xmlReply } from '../query-xml';

/**
 * The query protocol of SQS, in terms of its JSON protocol: parameters arrive as `Attribute.1.Name=…`, answers
 * leave as XML. Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html
 */
const NAMESPACE = 'http://queue.amazonaws.com/doc/2012-11-05/';

interface Tree {
  [name: string]: Tree | string;
}

/** `A.1.Name=x` becomes `{ A: { '1': { Name: 'x' } } }`. */
function toTree(parameters: URLSearchParams): Tree {
  const root: Tree = {};
  for (const [key, value] of parameters) {
    const steps = key.split('.');
    const last = steps.pop() ?? key;
    let node = root;
    for (const step of steps) {
      const next = node[step];
      const inner: Tree = typeof next === 'object' ? next : Object.create(null);
      node[step] = inner;
      node = inner;
    }
    node[last] = value;
  }
  return root;
}

const ordered = (list: Tree | string | undefined): (Tree | string)[] =>
  typeof list === 'object'
    ? Object.entries(list)
        .sort(([a], [b]) => Number(a) - Number(b))
        .map(([, item]) => item)
    : [];

const field = (item: Tree | string, name: string): string => {
  const value = typeof item === 'object' ? item[name] : undefined;
  return typeof value === 'string' ? value : '';
};

const pairs = (list: Tree | string | undefined, key: string): Json =>
  Object.fromEntries(ordered(list).map((item) => [field(item, key), field(item, 'Value')]));

function messageAttributes(list: Tree | string | undefined): Json {
  return Object.fromEntries(
    ordered(list).map((item) => {
      const value = typeof item === 'object' && typeof item.Value === 'object' ? item.Value : {};
      return [field(item, 'Name'), value];
    }),
  );
}

const plain = (list: Tree | string | undefined): Json =>
  ordered(list).filter((item): item is string => typeof item === 'string');

const NUMBERS = new Set([
  'DelaySeconds',
  'MaxNumberOfMessages',
  'MaxResults',
  'VisibilityTimeout',
  'WaitTimeSeconds',
]);

/** Query name of a list or map → its JSON name and how to read it. */
const STRUCTURED: Record<string, [string, (list: Tree | string | undefined) => Json]> = {
  Attribute: ['Attributes', (list) => pairs(list, 'Name')],
  AttributeName: ['AttributeNames', plain],
  MessageAttribute: ['MessageAttributes', messageAttributes],
  MessageAttributeName: ['MessageAttributeNames', plain],
  MessageSystemAttributeName: ['MessageSystemAttributeNames', plain],
  Tag: ['tags', (list) => pairs(list, 'Key')],
  TagKey: ['TagKeys', plain],
};

function toInput(tree: Tree): JsonObject {
  const input: JsonObject = {};
  for (const [name, value] of Object.entries(tree)) {
    const structured = STRUCTURED[name];
    const isBatch = name.endsWith('BatchRequestEntry');
    if (isBatch)
      input.Entries = ordered(value).map((entry) => (typeof entry === 'object' ? toInput(entry) : entry));
    else if (structured) input[structured[0]] = structured[1](value);
    else if (typeof value === 'string') input[name] = NUMBERS.has(name) ? Number(value) : value;
  }
  return input;
}

export interface JsonCall {
  action: string;
  input: JsonObject;
}

/** Reads a query request. Throws AwsError when it names no action. */
export function toJsonCall(request: Request): JsonCall {
  const { Action, Version: _, ...rest } = toTree(new URLSearchParams(request.body || request.url.search));
  if (typeof Action !== 'string') throw new AwsError('MissingAction', 'The request must contain an Action');
  const input = toInput(rest);
  // Tagging spells this member with a capital letter; creating a queue does not.
  if (Action === 'TagQueue' && input.tags) input.Tags = input.tags;
  if (request.url.pathname.length > 1 && input.QueueUrl === undefined)
    input.QueueUrl = `http://queue${request.url.pathname}`;
  return { action: Action, input };
}

/** JSON name of a list in an answer → the element that each of its items becomes. */
function itemName(name: string, action: string): string | undefined {
  if (name === 'Successful') return `${action}ResultEntry`;
  const names: Record<string, string> = {
    QueueUrls: 'QueueUrl',
    queueUrls: 'QueueUrl',
    Messages: 'Message',
    Failed: 'BatchResultErrorEntry',
  };
  return names[name];
}

/** JSON name of a map in an answer → the element of each entry and of its key. */
const MAPS: Record<string, [string, string]> = {
  Attributes: ['Attribute', 'Name'],
  MessageAttributes: ['MessageAttribute', 'Name'],
  Tags: ['Tag', 'Key'],
};

function memberXml(name: string, value: Json, action: string): string {
  if (typeof value !== 'object' || value === null) return text(name, String(value));
  if (Array.isArray(value))
    return value.map((item) => memberXml(itemName(name, action) ?? name, item, action)).join('');
  const map = MAPS[name];
  if (!map) return element(name, membersXml(value, action));
  return Object.entries(value)
    .map(([key, entry]) => element(map[0], text(map[1], key) + memberXml('Value', entry, action)))
    .join('');
}

const membersXml = (value: JsonObject, action: string) =>
  Object.entries(value)
    .map(([name, inner]) => memberXml(name, inner, action))
    .join('');

/** Writes an answer of the JSON protocol as the query protocol does. */
export function toQueryReply(action: string, reply: Reply, requestId: string): Reply {
  const result = JSON.parse(reply.body || '{}');
  if (reply.status === 200) return xmlReply(action, membersXml(result, action), requestId, NAMESPACE);
  const queryCode = reply.headers?.['x-amzn-query-error']?.split(';')[0];
  const code = queryCode ?? String(result.__type).replace(/^.*#/, '');
  return queryFailure(new AwsError(code, String(result.message), reply.status), requestId);
}

export const queryFailure = (error: AwsError, requestId: string) => xmlFailure(error, requestId, NAMESPACE);
