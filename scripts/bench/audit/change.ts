import pg from 'pg';
import { record } from '@/lib/audit/record';
import { db } from '@/lib/db';
import type { Measurement, Options } from '../benchmark';
import { interleave } from '../interleave';
import { VIEWER } from '../list/queries';
import { median, ratio } from '../statistics';

/** What the audit adds to a change: statements, and time as a multiple of the same change without it. */
export async function measureChange({ say }: Options): Promise<Measurement[]> {
  say('  a change with its audit row, and without');
  const schedule = await db().schedule.findFirstOrThrow();
  const { id: scheduleId, teamId, environmentId, generation, name } = schedule;
  const change = (audited: boolean) => () =>
    db().$transaction(async (tx) => {
      await tx.$executeRaw`UPDATE schedule SET generation = generation WHERE id = ${scheduleId}`;
      if (!audited) return;
      const place = { scheduleId, teamId, environmentId, generation };
      const what = { action: 'schedule.update', subject: name, before: schedule.tags, after: schedule.tags };
      await record(tx, VIEWER, { audit: 'schedule', ...place, ...what });
    });
  const [audited, bare] = [change(true), change(false)];
  const more = (await statements(audited)) - (await statements(bare));
  const timings = await interleave(audited, bare, { rounds: 200, warmUp: 20 });
  const figures = {
    'change ms': median(timings.measured),
    'bare ms': median(timings.baseline),
    times: ratio(timings.measured, timings.baseline),
  };
  return [{ name: 'statements that the audit adds to a change', ratio: more, goal: { atMost: 1 }, figures }];
}

async function statements(work: () => Promise<unknown>): Promise<number> {
  const { query } = pg.Client.prototype;
  let count = 0;
  pg.Client.prototype.query = function counted(this: pg.Client, ...args: unknown[]) {
    count += 1;
    return Reflect.apply(query, this, args);
  } as typeof query;
  try {
    await work();
    return count;
  } finally {
    pg.Client.prototype.query = query;
  }
}
