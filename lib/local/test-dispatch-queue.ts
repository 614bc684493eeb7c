import { coreQueueUrl, scopeFor, startBus } from './aws/messaging/bus';
import { startSqs } from './aws/messaging/sqs-endpoint';
import { TEST_PLACE } from './test-product';

const { region, accountId } = TEST_PLACE;
const BATCH = 10;

/** A queue of slots on an SQS of its own, as it speaks on the wire, and messages posted into it past the wire. */
export async function startDispatchQueue(name: string) {
  const bus = await startBus(region);
  await bus.createQueue(name, region);
  const sqs = await startSqs(bus, { port: undefined, defaultRegion: region, log: () => {} });
  const url = coreQueueUrl(region, `/${accountId}/${name}`);
  return {
    arn: `arn:aws:sqs:${region}:${accountId}:${name}`,
    /** Of SQS. */
    endpoint: sqs.url,
    async post(bodies: readonly string[]): Promise<void> {
      for (let from = 0; from < bodies.length; from += BATCH) {
        const entries = bodies
          .slice(from, from + BATCH)
          .map((MessageBody, i) => ({ Id: String(i), MessageBody }));
        const { status, body } = await bus.send({
          headers: {
            'content-type': 'application/x-amz-json-1.0',
            'x-amz-target': 'AmazonSQS.SendMessageBatch',
            authorization: scopeFor(region, 'sqs'),
          },
          body: JSON.stringify({ QueueUrl: url, Entries: entries }),
        });
        if (status !== 200) throw new Error(`The messages were refused: ${body}`);
      }
    },
    async close(): Promise<void> {
      await sqs.close();
      await bus.close();
    },
  };
}
