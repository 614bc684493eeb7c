import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { endPauses } from '@/lib/dispatch/pause-end';
import { stopClock } from '@/lib/local/test-clock';
import { makeSchedule, makeTeam, scheduleFields, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { awsOf, settle, syncOf } from '@/lib/local/test-sync';
import { updateSchedule } from '@/lib/schedules/commands';
import * as states from '@/lib/schedules/state-commands';
import { reconcile } from './reconcile';

let product: TestProduct<{ aws: true }>;
let setClock: (at: Date) => Promise<void>;
let teamId: string;
const editor = contextOf('editor');
const NEARLY_FIVE_MINUTES = 5 * 60_000 - 10_000;

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  setClock = await stopClock(product.database);
  teamId = await makeTeam();
});
afterAll(() => product?.stop());
afterEach(() => void vi.useRealTimers());

const inAws = (id: string) => awsOf(product.database, id);

describe.each([
  ['behind', -NEARLY_FIVE_MINUTES],
  ['ahead of', NEARLY_FIVE_MINUTES],
])('a clock five minutes %s that of AWS', (_, apart) => {
  it.each(['rate(10 minutes)', 'rate(1 minute)', 'cron(0 9 * * ? *)'])(
    'of the database: %s is accepted, paused, resumed and changed',
    async (expression) => {
      await setClock(new Date(Date.now() + apart));
      const { id } = await makeSchedule(teamId, { expression });
      await settle(product.database);
      expect(await syncOf(id)).toMatchObject({ status: 'live', syncedGeneration: 1 });
      await states.pauseSchedule(editor, { id, reason: 'Stop' });
      await settle(product.database);
      expect(await inAws(id)).toMatchObject([{ generation: 2, body: { State: 'DISABLED' } }]);
      await states.resumeSchedule(editor, { id });
      await settle(product.database);
      expect(await inAws(id)).toMatchObject([{ generation: 3, body: { State: 'ENABLED' } }]);
      const [target] = await sql<{ id: string; name: string }>(
        product.database,
        'SELECT t.id, s.name FROM target t JOIN schedule s ON s.id = t.schedule_id WHERE s.id = $1',
        [id],
      );
      const schedule = scheduleFields(teamId, {
        name: target?.name,
        expression,
        owner: 'Somebody else',
        targets: [{ ...TARGETS.sqs, id: target?.id }],
      });
      await updateSchedule(editor, { id, generation: 3, schedule });
      await settle(product.database);
      expect(await syncOf(id)).toMatchObject({ status: 'live', syncedGeneration: 4 });
    },
  );

  it('of a process: it takes the time from the database', async () => {
    const now = new Date();
    await setClock(now);
    await sql(product.database, 'UPDATE environment_pace SET arrival_at = $1', [now]);
    const { id } = await makeSchedule(teamId, { expression: 'rate(10 minutes)' });
    vi.useFakeTimers({ toFake: ['Date'], now: new Date(now.getTime() + apart) });
    await reconcile(id);
    vi.useRealTimers();
    expect(await syncOf(id)).toMatchObject({ status: 'live', checkedAt: now });
  });
});

describe('a pause until nine tomorrow, over the night in which summer time begins', () => {
  it('ends once, at nine, whichever worker comes first and wherever the clock jumps', async () => {
    await setClock(new Date('2027-03-27T20:00:00Z'));
    const { id } = await makeSchedule(teamId, {
      expression: 'cron(30 9 * * ? *)',
      timeZone: 'Europe/Berlin',
    });
    await settle(product.database);
    const until = { kind: 'tomorrow', zone: 'Europe/Berlin' };
    await states.pauseSchedule(editor, { id, reason: 'Night', until });
    await settle(product.database);
    expect(await inAws(id)).toMatchObject([{ generation: 2, body: { State: 'DISABLED' } }]);
    await setClock(new Date('2027-03-28T06:59:59Z'));
    expect(await endPauses()).toEqual([]);
    await setClock(new Date('2027-03-28T07:00:00Z'));
    const ended = await Promise.all([endPauses(), endPauses(), endPauses()]);
    expect(ended.flat()).toEqual([id]);
    await setClock(new Date('2027-03-28T06:55:00Z'));
    expect(await endPauses()).toEqual([]);
    await setClock(new Date('2027-03-28T07:05:00Z'));
    expect(await endPauses()).toEqual([]);
    await settle(product.database);
    expect(await inAws(id)).toMatchObject([{ generation: 3, body: { State: 'ENABLED' } }]);
    const rows = (await auditRows(product.database, 'schedule')).filter((row) => row.schedule_id === id);
    expect(rows.filter(({ action }) => action === 'schedule.end-pause')).toHaveLength(1);
  });
});
