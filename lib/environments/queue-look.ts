import { z } from 'zod';
import { inEnvironment } from '@/lib/auth/access';
import { AwsError } from '@/lib/aws/errors';
import { createInventory, type Inventory } from '@/lib/aws/inventory';
import { query } from '@/lib/command';
import { db } from '@/lib/db';
import { notFound } from '@/lib/errors';
import { QUEUE_FIELDS, QUEUES, type QueueField } from '@/lib/targets/environment-queues';
import type { EnvironmentRow } from './bootstrap';
import { bad, type Finding, Looks, ok } from './findings';
import { environmentId } from './schema';

/** A page waits for it. */
const PATIENCE_MS = 2_000;

/** A queue of an environment, looked at. */
export type QueueLook = {
  field: QueueField;
  arn: string;
  /** How many messages wait in it, as SQS estimates; null where that is not known. */
  waiting: number | null;
  /** Null where Rota makes no calls. */
  finding: Finding | null;
};

/** The queues that an environment has, with how many messages wait in each. */
export const listQueues = query({
  permission: 'environment.check',
  input: z.strictObject({ id: environmentId }),
  at: ({ id }) => inEnvironment(id),
  async run(_context, { id }): Promise<QueueLook[]> {
    const environment = await db().environment.findUnique({ where: { id } });
    if (!environment) throw notFound('This environment');
    if (environment.disabledAt)
      return named(environment).map((queue) => ({ ...queue, waiting: null, finding: null }));
    return lookAtQueues(environment, new Looks(PATIENCE_MS));
  },
});

/** Looks at each queue that an environment names: whether it is there and may be read. */
export async function lookAtQueues(environment: EnvironmentRow, looks: Looks): Promise<QueueLook[]> {
  const inventory = createInventory(environment);
  try {
    return await Promise.all(
      named(environment).map(async (queue) => ({ ...queue, ...(await look(queue, inventory, looks)) })),
    );
  } finally {
    inventory.destroy();
  }
}

type Named = { field: QueueField; arn: string };

const named = (environment: EnvironmentRow): Named[] =>
  QUEUE_FIELDS.flatMap((field) => {
    const arn = environment[field];
    return arn === null ? [] : [{ field, arn }];
  });

const look = ({ field, arn }: Named, inventory: Inventory, looks: Looks) =>
  lookAtQueue(`${QUEUES[field].label} ${arn.split(':').at(-1)}`, arn, inventory, looks);

/** Looks at one queue: whether it is there and may be read, and how many messages wait in it. */
export async function lookAtQueue(subject: string, arn: string, inventory: Inventory, looks: Looks) {
  let waiting: number | null = null;
  const finding = await looks.find(subject, async (signal) => {
    try {
      waiting = await inventory.waiting(arn, signal);
    } catch (error) {
      if (!(error instanceof AwsError) || !isDenial(error)) throw error;
      const refused = bad(subject, 'denied', 'may not be read.', `Allow sqs:GetQueueAttributes on ${arn}.`);
      return { ...refused, words: `${error.code}: ${error.message}` };
    }
    if (waiting !== null) return ok(subject, 'is there and may be read.');
    return bad(
      subject,
      'missing',
      'is not there.',
      'Make it, as the Terraform below does, or name another one.',
    );
  });
  return { waiting, finding };
}

/** SQS says AccessDenied where others say AccessDeniedException. */
const isDenial = ({ kind, code }: AwsError) => kind === 'denied' || code === 'AccessDenied';
