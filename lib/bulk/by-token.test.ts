import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { makeSchedule, makeTeam } from '@/lib/local/test-inputs';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows } from '@/lib/local/test-rows';
import { signedIn } from '@/lib/local/test-session';
import { authenticate } from '@/lib/tokens/authenticate';
import { createToken, revokeToken } from '@/lib/tokens/commands';
import { actOnMany } from './act';
import { retryBulk, startBulk } from './commands';
import { prepareBulk } from './prepare';
import { previewBulk } from './preview';
import { getJob, listItems } from './queries';
import { runRows } from './run';

let product: TestProduct;
let person: Context;
let own: string;
let foreign: string;
/** One of the own team, and one of the other. */
let ids: string[];
const reason = 'Month end';

beforeAll(async () => {
  product = await startTestProduct({});
  person = await signedIn('editor');
});
afterAll(() => product?.stop());
beforeEach(async () => {
  [own, foreign] = [await makeTeam(), await makeTeam()];
  ids = [(await makeSchedule(own)).id, (await makeSchedule(foreign)).id];
});

/** Who comes by a token of the person for their own team. */
async function byToken(more: object = {}): Promise<{ id: string; context: Context }> {
  const wanted = {
    name: 'deploy',
    role: 'operator',
    scope: 'write',
    teamId: own,
    environmentId: null,
    days: 1,
  };
  const { id, token } = await createToken(person, { ...wanted, ...more });
  const origin = { requestId: `request-${id}`, ip: null, userAgent: null };
  return { id, context: await authenticate(origin, token, { method: 'POST', path: '/api/v1/bulk-acts' }) };
}
const pause = () => ({ action: 'pause', selection: { by: 'ids', ids } });
const runAll = async () => {
  while ((await runRows()) > 0);
};
const states = () =>
  Promise.all(ids.map(async (id) => (await db().schedule.findUniqueOrThrow({ where: { id } })).state));
const outcomes = async (id: string) =>
  (await listItems(person, id, { status: '', after: '', before: '' })).rows.map(({ scheduleId, status }) => [
    scheduleId,
    status,
  ]);

describe('an act on many schedules by a token', () => {
  it('is carried out by it, and reaches what it reaches', async () => {
    const { id: token, context } = await byToken();
    expect(await previewBulk(context, pause())).toMatchObject({ schedules: 1, leftOut: 1 });
    await actOnMany(context, { ...pause(), reason });
    await runAll();
    expect(await states()).toEqual(['paused', 'on']);
    const rows = await auditRows(product.database, 'schedule');
    const [row] = rows.filter(({ request_id }) => request_id === context.requestId);
    expect(JSON.parse(row?.body ?? '')).toMatchObject({ actor: { type: 'token', token: { id: token } } });
  });

  it('gives it no more than it has where its person has prepared more', async () => {
    const { context } = await byToken();
    const { id } = await prepareBulk(person, pause());
    await startBulk(context, { id, reason });
    await runAll();
    expect(await states()).toEqual(['paused', 'on']);
    expect((await outcomes(id)).sort()).toEqual(
      [
        [ids[0], 'done'],
        [ids[1], 'skipped'],
      ].sort(),
    );
  });

  it('ends with the token: the rest waits for somebody who may', async () => {
    const { id: token, context } = await byToken({ teamId: null });
    const { id } = await actOnMany(context, { ...pause(), reason });
    await revokeToken(person, { id: token });
    await runAll();
    expect(await states()).toEqual(['on', 'on']);
    expect((await outcomes(id)).map(([, status]) => status)).toEqual(['failed', 'failed']);
    await retryBulk(person, { id });
    await runAll();
    expect(await states()).toEqual(['paused', 'paused']);
  });

  it('is not for one that only reads, nor seen by one that does not reach all of it', async () => {
    const { context: reading } = await byToken({ scope: 'read' });
    const refused = { code: 'forbidden' };
    await expect(actOnMany(reading, { ...pause(), reason })).rejects.toMatchObject(refused);
    await expect(previewBulk(reading, pause())).rejects.toMatchObject(refused);
    const { id } = await actOnMany(person, { ...pause(), reason });
    await expect(getJob(reading, id)).rejects.toMatchObject(refused);
    expect((await getJob(person, id)).counts.queued).toBe(2);
    await runAll();
  });

  it('keeps nothing of what can’t be started', async () => {
    const { context } = await byToken();
    const before = await db().bulkJob.count();
    const selection = { by: 'ids', ids };
    const wrong: [object, string][] = [
      [{ action: 'tags', selection, reason }, 'forbidden'],
      [{ action: 'resume', selection, reason }, 'conflict'],
      [{ ...pause(), reason: '' }, 'invalid'],
      [{ ...pause(), reason, until: { kind: 'instant', at: '2001-01-01T00:00:00Z' } }, 'invalid'],
    ];
    for (const [input, code] of wrong)
      await expect(actOnMany(context, input)).rejects.toMatchObject({ code });
    const remove = { action: 'delete', selection, reason, confirm: 'delete 1' };
    await expect(actOnMany(person, remove)).rejects.toMatchObject({ code: 'invalid' });
    expect(await db().bulkJob.count()).toBe(before);
  });
});
