import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeSession } from '@/lib/auth/sessions';
import { db } from '@/lib/db';
import { makeSchedule, makeTeam } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { dueRuns } from '@/lib/local/test-runs';
import { signedIn } from '@/lib/local/test-session';
import { stampFor } from './looks';
import { stampEvents } from './stream';

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct({});
});
afterAll(() => product?.stop());

const listeners = async () =>
  (await sql(product.database, `SELECT FROM pg_stat_activity WHERE query LIKE 'LISTEN%rota_runs%'`)).length;

it('tells of what changes on the page that is watched, and ends with the session', async () => {
  const { id } = await makeSchedule(await makeTeam());
  const viewer = await signedIn('viewer');
  const page = { page: 'schedule', id };
  const first = await stampFor(viewer, page);
  const events = stampEvents(viewer, page, first);
  expect(await events.next()).toEqual({ done: false, value: `data: ${first}\n\n` });
  await dueRuns(id, 1);
  const now = await stampFor(viewer, page);
  expect(now).not.toBe(first);
  expect(await events.next()).toEqual({ done: false, value: `data: ${now}\n\n` });
  expect(await listeners()).toBe(1);
  await db().$transaction((tx) => closeSession(tx, viewer.sessionId));
  expect(await events.next()).toEqual({ done: true, value: undefined });
  await expect.poll(listeners).toBe(0);
});

it('shares one connection between all that watch, and gives it up when the last leaves', async () => {
  const page = { page: 'incident' };
  const many = await Promise.all(
    [1, 2, 3].map(async () => stampEvents(await signedIn('viewer'), page, 'none')),
  );
  for (const events of many) expect((await events.next()).value).toBe('data: none\n\n');
  await expect.poll(listeners).toBe(1);
  for (const events of many) await events.return(undefined);
  await expect.poll(listeners).toBe(0);
});

it('is the same as long as the same is shown, and refused to whoever may not see it', async () => {
  const { id } = await makeSchedule(await makeTeam());
  const [run = ''] = await dueRuns(id, 1);
  for (const page of [
    { page: 'run', id: run },
    { page: 'list', filter: { schedule: id } },
    { page: 'incident' },
  ]) {
    const stamp = await stampFor(contextOf('viewer'), page);
    expect(await stampFor(contextOf('viewer'), page)).toBe(stamp);
  }
  const other = contextOf('viewer', { teamId: await makeTeam(), environmentId: null });
  await expect(stampFor(other, { page: 'run', id: run })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(stampFor(contextOf('anonymous'), {})).rejects.toMatchObject({ code: 'unauthenticated' });
  await expect(stampFor(contextOf('viewer'), { page: 'x' })).rejects.toMatchObject({ code: 'invalid' });
});
