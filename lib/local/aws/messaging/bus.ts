import { buildApp } from 'fauxqs';
import { ACCOUNT } from '../account';
import type { Reply, Request } from '../http';

/** The host under which the messaging core knows itself: it never listens, so this is only a name. */
const CORE_HOST = 'core';

export interface Bus {
  /** Passes a request on; queue addresses in it are those of the core (see `coreQueueUrl`). */
  send(request: Pick<Request, 'headers' | 'body'>): Promise<Reply>;
  createQueue(name: string, region: string): Promise<void>;
  createTopic(name: string, region: string): Promise<void>;
  sendMessage(queue: string, region: string, body: string): Promise<void>;
  close(): Promise<void>;
}

export const coreQueueUrl = (region: string, path: string) => `http://sqs.${region}.localhost${path}`;

/** A credential scope for calls that this process makes itself: the core reads the Region from it. */
export const scopeFor = (region: string, service: string) =>
  `AWS4-HMAC-SHA256 Credential=local/20000101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;

/** Queues and topics in memory, in one core, so that a topic reaches its queues. */
export async function startBus(defaultRegion: string): Promise<Bus> {
  const app = buildApp({ logger: false, defaultRegion });
  await app.ready();
  const send: Bus['send'] = async ({ headers, body }) => {
    const passed = ['content-type', 'authorization', 'x-amz-target', 'x-amz-date', 'x-amzn-query-mode'];
    const reply = await app.inject({
      method: 'POST',
      url: '/',
      headers: {
        ...Object.fromEntries(
          passed.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : [])),
        ),
        host: CORE_HOST,
      },
      payload: body,
    });
    const kept = ['content-type', 'x-amzn-query-error'];
    return {
      status: reply.statusCode,
      headers: Object.fromEntries(
        kept.flatMap((name) => (reply.headers[name] ? [[name, String(reply.headers[name])]] : [])),
      ),
      body: reply.body,
    };
  };
  const must = async (what: string, reply: Reply) => {
    if (reply.status !== 200) throw new Error(`${what} could not be created: ${reply.body}`);
  };
  return {
    send,
    createQueue: async (name, region) =>
      must(
        `Queue ${name}`,
        await send({
          headers: {
            'content-type': 'application/x-amz-json-1.0',
            'x-amz-target': 'AmazonSQS.CreateQueue',
            authorization: scopeFor(region, 'sqs'),
          },
          body: JSON.stringify({
            QueueName: name,
            Attributes: name.endsWith('.fifo')
              ? { FifoQueue: 'true', ContentBasedDeduplication: 'true' }
              : {},
          }),
        }),
      ),
    createTopic: async (name, region) =>
      must(
        `Topic ${name}`,
        await send({
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            authorization: scopeFor(region, 'sns'),
          },
          body: new URLSearchParams({ Action: 'CreateTopic', Name: name, Version: '2010-03-31' }).toString(),
        }),
      ),
    sendMessage: async (queue, region, MessageBody) => {
      const reply = await send({
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'AmazonSQS.SendMessage',
          authorization: scopeFor(region, 'sqs'),
        },
        body: JSON.stringify({ QueueUrl: coreQueueUrl(region, `/${ACCOUNT}/${queue}`), MessageBody }),
      });
      if (reply.status !== 200) throw new Error(`A message could not be sent to ${queue}: ${reply.body}`);
    },
    close: async () => {
      await app.close();
    },
  };
}
