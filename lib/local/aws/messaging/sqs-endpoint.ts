import type { AwsError } from '../errors';
import { type Endpoint, listen, type Reply, type Request } from '../http';
import { type Json, type JsonObject, readJsonObject } from '../json';
import type { ServiceOptions } from '../service-options';
import { type Bus, coreQueueUrl, scopeFor } from './bus';
import { queryFailure, toJsonCall, toQueryReply } from './sqs-query';

const JSON_TYPE = 'application/x-amz-json-1.0';

/** Rewrites the address of a queue, wherever the client thinks that it is, to the core's. */
function inward(input: JsonObject, region: string): JsonObject {
  const { QueueUrl: url } = input;
  if (typeof url !== 'string' || !URL.canParse(url)) return input;
  return { ...input, QueueUrl: coreQueueUrl(region, new URL(url).pathname) };
}

/** Rewrites the core's addresses of queues to this endpoint's, and leaves out those of other Regions. */
function outward(result: JsonObject, endpoint: string, region: string): JsonObject {
  const here = (url: Json) => (typeof url === 'string' ? `${endpoint}${new URL(url).pathname}` : url);
  const { QueueUrl: one, QueueUrls: all } = result;
  if (one !== undefined) return { ...result, QueueUrl: here(one) };
  if (!Array.isArray(all)) return result;
  const own = all.filter((url) => typeof url === 'string' && url.startsWith(coreQueueUrl(region, '/')));
  return { ...result, QueueUrls: own.map(here) };
}

const failure = (error: AwsError): Reply => ({
  status: error.status,
  headers: { 'content-type': JSON_TYPE },
  body: JSON.stringify({ __type: `com.amazonaws.sqs#${error.code}`, message: error.message }),
});

/** Serves SQS in its JSON protocol and in the older query protocol, which the AWS CLI spoke until 2023. */
export async function startSqs(bus: Bus, options: ServiceOptions): Promise<Endpoint> {
  const isQuery = (request: Request) => !request.headers['x-amz-target'];
  const endpoint = await listen({
    ...options,
    failure: (error, request) => (isQuery(request) ? queryFailure(error, request.requestId) : failure(error)),
    handle: async (request) => {
      const call = isQuery(request) ? toJsonCall(request) : undefined;
      const input = call?.input ?? readJsonObject(request.body);
      const reply = await bus.send({
        headers: {
          ...request.headers,
          'content-type': JSON_TYPE,
          authorization: request.headers.authorization ?? scopeFor(request.region, 'sqs'),
          ...(call && { 'x-amz-target': `AmazonSQS.${call.action}` }),
        },
        body: JSON.stringify(inward(input, request.region)),
      });
      const result = outward(readJsonObject(reply.body), endpoint.url, request.region);
      const shown = { ...reply, body: JSON.stringify(result) };
      return call ? toQueryReply(call.action, shown, request.requestId) : shown;
    },
  });
  return endpoint;
}
