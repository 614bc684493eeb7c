import type { AwsError } from '../errors';
import { type Endpoint, listen, type Reply, type Request } from '../http';
import type { ServiceOptions } from '../service-options';
import { type Bus, coreQueueUrl, scopeFor } from './bus';
import { queryFailure, toJsonCall, toQueryReply } from './sqs-query';

const JSON_TYPE = 'application/x-amz-json-1.0';

/** Rewrites the address of a queue, wherever the client thinks that it is, to the core's. */
function inward(body: string, region: string): string {
  const parsed: unknown = body === '' ? {} : JSON.parse(body);
  if (typeof parsed !== 'object' || parsed === null || !('QueueUrl' in parsed)) return body;
  const { QueueUrl: url } = parsed;
  if (typeof url !== 'string' || !URL.canParse(url)) return body;
  return JSON.stringify({ ...parsed, QueueUrl: coreQueueUrl(region, new URL(url).pathname) });
}

/** Rewrites the core's addresses of queues to this endpoint's. Message bodies stay as they are. */
function outward(body: string, endpoint: string): string {
  const parsed: unknown = body === '' ? {} : JSON.parse(body);
  if (typeof parsed !== 'object' || parsed === null) return body;
  const here = (url: unknown) =>
    typeof url === 'string' && URL.canParse(url) ? `${endpoint}${new URL(url).pathname}` : url;
  if ('QueueUrl' in parsed) return JSON.stringify({ ...parsed, QueueUrl: here(parsed.QueueUrl) });
  if ('QueueUrls' in parsed && Array.isArray(parsed.QueueUrls))
    return JSON.stringify({ ...parsed, QueueUrls: parsed.QueueUrls.map(here) });
  return body;
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
      const reply = await bus.send({
        headers: {
          ...request.headers,
          'content-type': JSON_TYPE,
          authorization: request.headers.authorization ?? scopeFor(request.region, 'sqs'),
          ...(call && { 'x-amz-target': `AmazonSQS.${call.action}` }),
        },
        body: inward(call ? JSON.stringify(call.input) : request.body, request.region),
      });
      const shown = { ...reply, body: outward(reply.body, endpoint.url) };
      return call ? toQueryReply(call.action, shown, request.requestId) : shown;
    },
  });
  return endpoint;
}
