import { LONGEST_WAIT_SECONDS, openQueue } from '@/lib/aws/queue';
import { db } from '@/lib/db';
import { intakeTurns } from '@/lib/dispatch/intake/intake';
import { slotMessage } from '@/lib/dispatch/intake/message';
import { startDispatchQueue } from '@/lib/local/test-dispatch-queue';
import type { Measurement, Options } from '../benchmark';
import { ENVIRONMENT, type Place, SCHEDULES, scheduleOf, withClient } from './database';

const MESSAGES = 3_000;
const MINUTE = 60_000;
const AT_ONCE = 9;

/** Messages of slots to committed runs, beside taking as many out of the same queue and doing nothing with them. */
export async function measureIntake(place: Place, { say }: Options): Promise<Measurement[]> {
  say(`Taking in ${MESSAGES} messages …`);
  const queue = await startDispatchQueue('rota-dispatch');
  process.env.AWS_ENDPOINT_URL_SQS = queue.endpoint;
  try {
    await withClient(place.superuserUrl, async (client) => {
      await client.query('TRUNCATE run, run_attempt, run_queue');
      await client.query(`UPDATE environment SET dispatch_queue_arn = '${queue.arn}'`);
      await client.query(`UPDATE schedule SET expression = 'cron(* * * * ? *)', updated_at = now() - interval '1 year',
        state_at = now() - interval '1 year', if_late = 'all'`);
    });
    await queue.post(messages());
    const bare = await perSecond(() => takeBare(queue.arn));
    await queue.post(messages());
    const own = await perSecond(takeIn);
    return [
      {
        name: 'messages of slots to committed runs, × taking them out of the queue alone',
        ratio: own / bare,
        goal: { atLeast: 0.5 },
        figures: { 'messages a second': own, 'taken out alone': bare },
      },
    ];
  } finally {
    await queue.close();
  }
}

/** Each of a slot of its own. */
function messages(): string[] {
  const newest = Math.floor(Date.now() / MINUTE) * MINUTE;
  return Array.from({ length: MESSAGES }, (_, i) => {
    const at = new Date(newest - Math.floor(i / SCHEDULES) * MINUTE).toISOString().replace('.000', '');
    return slotMessage(scheduleOf(i % SCHEDULES)).replace('<aws.scheduler.scheduled-time>', at);
  });
}

async function perSecond(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return MESSAGES / ((performance.now() - began) / 1_000);
}

/** The calls that the intake makes too. */
async function takeBare(arn: string): Promise<void> {
  const environment = await db().environment.findUniqueOrThrow({ where: { id: ENVIRONMENT } });
  const queue = openQueue(arn, environment);
  const { signal } = new AbortController();
  for (let taken = 0; taken < MESSAGES; ) {
    const calls = Array.from({ length: AT_ONCE }, (_, i) =>
      queue.receive(i === 0 ? LONGEST_WAIT_SECONDS : 0, signal),
    );
    const some = (await Promise.all(calls)).flat();
    await queue.remove(some);
    taken += some.length;
  }
  queue.destroy();
}

async function takeIn(): Promise<void> {
  const turn = intakeTurns(ENVIRONMENT, new AbortController().signal);
  while ((await db().run.count()) < MESSAGES) await turn();
}
