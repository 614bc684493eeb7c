import type { IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { makeTeam, scheduleFields } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, TEST_PLACE, type TestProduct } from '@/lib/local/test-product';
import { syncTurn } from '@/lib/local/test-sync';
import { createSchedule } from '@/lib/schedules/commands';
import { deleteSchedule, pauseSchedule } from '@/lib/schedules/state-commands';
import { forgetGroups } from './group';
import { reconcile } from './reconcile';

const ROLE = `arn:aws:iam::${TEST_PLACE.accountId}:role/rota`;
const SESSIONS = `arn:aws:sts::${TEST_PLACE.accountId}:assumed-role/rota`;

/** A call to EventBridge Scheduler, as CloudTrail would have it. */
type Call = { method: string; path: string; caller: string; userAgent: string };

let product: TestProduct<{ aws: true }>;
let environmentId: string;
let teamId: string;
let calls: Call[];

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  environmentId = (await currentEnvironment()).id;
  teamId = await makeTeam();
  product.network.hold = async ({ method, path, headers }) => {
    calls.push({ method, path, ...seen(headers) });
  };
});
afterAll(() => product?.stop());
beforeEach(() => {
  calls = [];
  forgetGroups();
});

const seen = ({ authorization, 'user-agent': userAgent = '' }: IncomingHttpHeaders) => ({
  caller: product.aws.sts.whoIs(authorization).Arn,
  userAgent,
});

const inRole = (roleArn: string | null) =>
  db().environment.update({
    where: { id: environmentId },
    data: { roleArn, externalId: roleArn && 'of-two' },
  });

const writes = () => calls.filter(({ method }) => method !== 'GET');
const reads = () => calls.filter(({ method }) => method === 'GET');

const create = (context: Context) => createSchedule(context, { schedule: scheduleFields(teamId) });

it('each change of a schedule is written in a session of the role with its request id; reads share one', async () => {
  await inRole(ROLE);
  const [created, paused, deleted] = [contextOf('editor'), contextOf('editor'), contextOf('editor')];
  const { id } = await create(created);
  await reconcile(id);
  await pauseSchedule(paused, { id, reason: 'Wait' });
  await reconcile(id);
  const { name } = await db().schedule.findUniqueOrThrow({ where: { id } });
  await deleteSchedule(deleted, { id, reason: 'Over', confirmName: name });
  await reconcile(id);
  const ofSchedule = writes().filter(({ path }) => path.startsWith('/schedules/'));
  expect(ofSchedule.map(({ method, caller }) => `${method} ${caller}`)).toEqual([
    `POST ${SESSIONS}/rota-${created.requestId}`,
    `PUT ${SESSIONS}/rota-${paused.requestId}`,
    `DELETE ${SESSIONS}/rota-${deleted.requestId}`,
  ]);
  expect(ofSchedule.map(({ userAgent }) => / rota\/([\w-]+)/.exec(userAgent)?.[1])).toEqual(
    [created, paused, deleted].map(({ requestId }) => requestId),
  );
  expect(new Set(reads().map(({ caller }) => caller))).toEqual(new Set([`${SESSIONS}/rota`]));
});

it('the worker writes with the request id of the change that it carries out, in one session for many schedules', async () => {
  await inRole(ROLE);
  const context = contextOf('editor');
  const before = product.aws.sts.sessions.length;
  for (let n = 0; n < 5; n += 1) await create(context);
  await db().scheduleSync.updateMany({ where: { status: 'pending' }, data: { dueAt: new Date(0) } });
  await syncTurn(environmentId);
  const created = writes().filter(({ method }) => method === 'POST');
  expect(created).toHaveLength(5);
  const session = `${SESSIONS}/rota-${context.requestId}`;
  expect(new Set(created.map(({ caller }) => caller))).toEqual(new Set([session]));
  expect(product.aws.sts.sessions.slice(before).filter((arn) => arn === session)).toHaveLength(1);
});

it('where no role is assumed, the request id is in the user agent of what is written, and in no other', async () => {
  await inRole(null);
  const context = contextOf('editor');
  const { id } = await create(context);
  await reconcile(id);
  const [written] = writes();
  expect(written?.caller).toBe(`arn:aws:iam::${TEST_PLACE.accountId}:user/local`);
  expect(written?.userAgent).toContain(` rota/${context.requestId}`);
  expect(reads().filter(({ userAgent }) => userAgent.includes('rota/'))).toEqual([]);
});

it('what the clock alone asks for is written without the request id of an earlier change', async () => {
  await inRole(ROLE);
  const { id } = await create(contextOf('editor'));
  await reconcile(id);
  await db().scheduleSync.update({ where: { scheduleId: id }, data: { switchAt: new Date(0) } });
  const [row] = await db().awsSchedule.findMany({ where: { scheduleId: id } });
  // As if excluded dates had it switched now: what was sent is known, and no longer what is wanted.
  await db().schedule.update({ where: { id }, data: { flexibleMinutes: 5 } });
  calls = [];
  await syncTurn(environmentId);
  const written = writes().filter(({ path }) => path.includes(row?.name ?? '-'));
  expect(written.map(({ method, caller }) => `${method} ${caller}`)).toEqual([`PUT ${SESSIONS}/rota`]);
});
