import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Right } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { env } from '@/lib/env';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { makeSchedule, makeTeam, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { showSecret } from './commands';

const SECRET = 'hunter2-"hunter2"';
const content = { user: 'rota', token: SECRET, keys: { a: 'one', 'b/c': [1, 2] } };
const target = { ...TARGETS.sqs, secretFields: ['/token', '/keys'], input: JSON.stringify(content) };
const reason = 'The receiver asks for it';

let product: TestProduct;
let teamId: string;
let id: string;
let targetId: string;

beforeAll(async () => {
  product = await startTestProduct({});
  teamId = await makeTeam();
  ({ id } = await makeSchedule(teamId, { targets: [target, TARGETS.sns] }));
  targetId = (await db().target.findFirstOrThrow({ where: { scheduleId: id, position: 0 } })).id;
});
afterAll(() => product?.stop());

const show = (context: Context, field = '/token', more: object = {}) =>
  showSecret(context, { id, targetId, field, reason, ...more });

const activityOf = (context: Context) =>
  sql<{ action: string; outcome: string; subject: string; reason: string; body: string }>(
    product.database,
    'SELECT action, outcome, subject, reason, body FROM activity_audit WHERE request_id = $1 ORDER BY seq',
    [context.requestId],
  );

/** An editor of the team, with rights beside that role. */
function editorWith(rights: readonly Right[]): Context {
  const context = contextOf('editor');
  if (context.actor.type !== 'user') throw new Error('An editor is a person.');
  const grants = [{ role: 'editor', rights, teamId, environmentId: null, group: 'rota-editors' }] as const;
  return { ...context, actor: { ...context.actor, grants } };
}

describe('a secret', () => {
  it('is shown to an administrator, and the activity has schedule, target, field and reason, never the value', async () => {
    const context = contextOf('administrator');
    expect(await show(context)).toEqual({ value: SECRET });
    const rows = await activityOf(context);
    const { name } = await db().schedule.findUniqueOrThrow({ where: { id } });
    expect(rows).toMatchObject([{ action: 'secret.view', outcome: 'ok', subject: name, reason }]);
    expect(JSON.parse(rows[0]?.body ?? '').details).toEqual({
      scheduleId: id,
      teamId,
      environmentId: (await currentEnvironment()).id,
      targetId,
      target: TARGETS.sqs.arn,
      field: '/token',
    });
    const everything = await sql(
      product.database,
      'SELECT body FROM activity_audit UNION ALL SELECT body FROM schedule_audit UNION ALL SELECT values FROM audit_person',
    );
    expect(JSON.stringify(everything)).not.toContain('hunter2');
  });

  it('is the JSON of what is no string', async () => {
    expect(await show(contextOf('administrator'), '/keys')).toEqual({ value: '{"a":"one","b/c":[1,2]}' });
  });

  it('is shown to an editor who has the right, and refused without it', async () => {
    expect(await show(editorWith(['target.show-secret']))).toEqual({ value: SECRET });
    const context = editorWith(['run.change-input', 'target.override-command']);
    await expect(show(context)).rejects.toMatchObject({ status: 403 });
    expect(await activityOf(context)).toMatchObject([
      { action: 'denied', outcome: 'denied', subject: 'target.show-secret' },
    ]);
  });

  it('is refused for another team', async () => {
    const context = contextOf('administrator', { teamId: await makeTeam(), environmentId: null });
    await expect(show(context)).rejects.toMatchObject({ status: 403 });
    expect((await activityOf(context)).map(({ action }) => action)).toEqual(['denied']);
  });

  it.each([
    ['a field that is not secret', { field: '/user' }, { status: 404 }],
    ['a field within one that is secret', { field: '/keys/a' }, { status: 404 }],
    ['a field that is not there', { field: '/nothing' }, { status: 404 }],
    ['the whole input', { field: '' }, { status: 422 }],
    ['no reason', { reason: ' ' }, { fields: [{ path: 'reason', message: "The reason can't be empty." }] }],
    ['a schedule that is not there', { id: '0000000000000000' }, { status: 404 }],
  ])('is not shown for %s, and nothing is recorded as shown', async (_, more, refusal) => {
    const context = contextOf('administrator');
    await expect(show(context, '/token', more)).rejects.toMatchObject(refusal);
    expect(await activityOf(context)).toEqual([]);
  });

  it('is not shown by the id of another schedule than its own', async () => {
    const other = await makeSchedule(await makeTeam());
    await expect(show(contextOf('administrator'), '/token', { id: other.id })).rejects.toMatchObject({
      status: 404,
    });
  });

  it('says so where it was stored under another key, and records nothing', async () => {
    const context = contextOf('administrator');
    const before = env().ROTA_ENCRYPTION_KEY;
    env().ROTA_ENCRYPTION_KEY = randomBytes(32).toString('base64');
    try {
      await expect(show(context)).rejects.toThrow(/ROTA_ENCRYPTION_KEY is not the key/);
    } finally {
      env().ROTA_ENCRYPTION_KEY = before;
    }
    expect(await activityOf(context)).toEqual([]);
  });
});
