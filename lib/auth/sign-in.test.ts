import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '@/lib/local/directory/accounts';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { findSession } from './sessions';
import { SignInError, signIn, signOut } from './sign-in';
import type { SignInProblem } from './sign-in-problems';

let product: TestProduct<{ directory: true }>;
const origin = { requestId: 'sign-in-test', ip: '192.0.2.7', userAgent: 'test' };

beforeAll(async () => {
  product = await startTestProduct({ directory: true });
});
afterAll(() => product?.stop());

const lastRow = async () => (await auditRows(product.database, 'activity')).at(-1);
const personOf = async (seq: string) => {
  const [row] = await sql<{ values: string }>(
    product.database,
    'SELECT p.values FROM activity_audit a JOIN audit_person p ON p.audit_id = a.id WHERE a.seq = $1',
    [seq],
  );
  return JSON.parse(row?.values ?? '{}') as { name: string; ip: string };
};

describe('signing in', () => {
  it.each([
    ['admin', 'administrator', ['rota-admins']],
    ['editor', 'editor', ['rota-viewers', 'rota-editors']],
    ['operator', 'operator', ['rota-viewers', 'rota-operators']],
    ['viewer', 'viewer', ['rota-viewers']],
  ])('%s becomes %s, by nested groups too, with an audit row', async (name, role, groups) => {
    const { id, sessionId } = await signIn(name, DEMO_PASSWORD, origin);
    const session = await findSession(sessionId);
    expect(session).toMatchObject({ type: 'user', id, role, sessionId });
    expect([...(session?.groups ?? [])].sort()).toEqual([...groups].sort());
    const row = await lastRow();
    expect(row).toMatchObject({ action: 'sign-in', outcome: 'ok', actor_id: id, request_id: 'sign-in-test' });
    expect(await personOf(row?.seq ?? '')).toMatchObject({ ip: '192.0.2.7' });
  });

  it('is one person under every spelling of the name', async () => {
    const ids = [];
    for (const name of ['viewer', ' VIEWER ', 'CORP\\viewer', 'viewer@corp.example.test'])
      ids.push((await signIn(name, DEMO_PASSWORD, origin)).id);
    expect(new Set(ids).size).toBe(1);
    const users = await sql(product.database, `SELECT FROM "user" WHERE account_name = 'viewer'`);
    expect(users).toHaveLength(1);
  });

  it('works for one person in two browsers at the same moment', async () => {
    await sql(product.database, 'DELETE FROM session');
    await sql(product.database, 'DELETE FROM "user"');
    const two = await Promise.all([
      signIn('viewer', DEMO_PASSWORD, origin),
      signIn('viewer', DEMO_PASSWORD, origin),
    ]);
    expect(new Set(two.map(({ sessionId }) => sessionId)).size).toBe(2);
  });

  const REFUSED: [name: string, password: string, problem: SignInProblem, outcome: string][] = [
    ['outsider', DEMO_PASSWORD, 'no-role', 'denied'],
    ['leaver', DEMO_PASSWORD, 'account-disabled', 'failed'],
    ['viewer', 'wrong', 'invalid-credentials', 'failed'],
    ['viewer', '', 'invalid-credentials', 'failed'],
    ['viewer', `${DEMO_PASSWORD}\0`, 'invalid-credentials', 'failed'],
    ['nobody', DEMO_PASSWORD, 'invalid-credentials', 'failed'],
    ['*', DEMO_PASSWORD, 'invalid-credentials', 'failed'],
    ['\0\ud800', DEMO_PASSWORD, 'invalid-credentials', 'failed'],
    ['x'.repeat(10_000), DEMO_PASSWORD, 'invalid-credentials', 'failed'],
  ];

  it.each(REFUSED)('%j with %j is refused: %s', async (name, password, problem, outcome) => {
    const sessions = await sql(product.database, 'SELECT FROM session');
    const rows = (await auditRows(product.database, 'activity')).length;
    const error = await signIn(name, password, origin).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SignInError);
    expect(error).toMatchObject({ problem });
    expect(await sql(product.database, 'SELECT FROM session')).toHaveLength(sessions.length);
    const audit = await auditRows(product.database, 'activity');
    expect(audit).toHaveLength(rows + 1);
    expect(audit.at(-1)).toMatchObject({
      action: 'sign-in',
      outcome,
      reason: problem,
      actor_id: 'anonymous',
    });
    expect(JSON.stringify(audit)).not.toContain(DEMO_PASSWORD);
  });
});

describe('a session', () => {
  const move = (id: string, column: string, interval: string) =>
    sql(product.database, `UPDATE session SET ${column} = ${column} - interval '${interval}' WHERE id = $1`, [
      id,
    ]);
  const begin = async () => (await signIn('operator', DEMO_PASSWORD, origin)).sessionId;

  it('ends after 30 minutes without use', async () => {
    const id = await begin();
    await move(id, 'last_seen_at', '29 minutes');
    expect(await findSession(id)).not.toBeNull();
    await move(id, 'last_seen_at', '29 minutes');
    expect(await findSession(id)).not.toBeNull();
    await move(id, 'last_seen_at', '30 minutes');
    expect(await findSession(id)).toBeNull();
  });

  it('ends after 8 hours whatever its use', async () => {
    const id = await begin();
    await move(id, 'expires_at', '7 hours 59 minutes');
    expect(await findSession(id)).not.toBeNull();
    await move(id, 'expires_at', '1 minute');
    expect(await findSession(id)).toBeNull();
  });

  it('is worth nothing after signing out, and no other session with it', async () => {
    const [one, two] = [await begin(), await begin()];
    const actor = await findSession(one);
    if (!actor) throw new Error('The session is not there.');
    await signOut(origin, one);
    expect(await findSession(one)).toBeNull();
    expect(await findSession(two)).not.toBeNull();
    expect(await lastRow()).toMatchObject({ action: 'sign-out', outcome: 'ok', actor_id: actor.id });
  });

  it.each(['', 'x', '0'.repeat(32)])('is not found by %j', async (id) => {
    expect(await findSession(id)).toBeNull();
  });
});

describe('with the directory down', () => {
  it('nobody signs in, it is said so, and who is signed in stays so', async () => {
    const { sessionId } = await signIn('operator', DEMO_PASSWORD, origin);
    await product.directory.stop();
    await expect(signIn('viewer', DEMO_PASSWORD, origin)).rejects.toMatchObject({ problem: 'unavailable' });
    expect(await lastRow()).toMatchObject({ outcome: 'failed', reason: 'unavailable' });
    expect(await findSession(sessionId)).not.toBeNull();
  });
});
