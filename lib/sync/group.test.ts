import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { currentEnvironment, installationId } from '@/lib/environments/bootstrap';
import { makeSchedule, makeTeam } from '@/lib/local/test-inputs';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { awsSchedules, syncOf } from '@/lib/local/test-sync';
import { ensureGroup, forgetGroups, schedulerOf } from './group';
import { reconcile } from './reconcile';

let product: TestProduct<{ aws: true }>;
let id: string;

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
});
afterAll(() => product?.stop());
beforeEach(async () => {
  forgetGroups();
  await sql(product.database, `DELETE FROM local_aws.schedule_group WHERE name = 'rota'`);
  ({ id } = await makeSchedule(await makeTeam()));
});

const makeGroup = (tags: object[]) =>
  sql(
    product.database,
    `INSERT INTO local_aws.schedule_group (region, name, created_at, modified_at, tags) VALUES ('eu-central-1', 'rota', 0, 0, $1)`,
    [JSON.stringify(tags)],
  );

const makeForeign = (name: string) =>
  sql(
    product.database,
    `INSERT INTO local_aws.schedule (region, group_name, name, body, state, delete_after, created_at, modified_at, anchor)
     VALUES ('eu-central-1', 'rota', $1, '{"Target":{"Arn":"arn:aws:sqs:eu-central-1:000000000000:statements"}}', 'ENABLED', false, 0, 0, 0)`,
    [name],
  );

const tagsOf = async () =>
  (
    await sql<{ tags: string }>(
      product.database,
      `SELECT tags FROM local_aws.schedule_group WHERE name = 'rota'`,
    )
  )[0]?.tags;

const OTHER = [{ Key: 'rota:installation', Value: 'another' }];

describe('a group that is not this installation’s own', () => {
  it.each([
    [
      'without a tag and with a schedule',
      [],
      'foreign',
      'has schedules, and none of its tags names this Rota',
    ],
    ['of another installation', OTHER, null, 'another Rota installation (another)'],
  ])(
    '%s is refused, nothing is written to it, and the reason is shown',
    async (_, tags, schedule, reason) => {
      await makeGroup(tags);
      if (schedule) await makeForeign(schedule);
      await reconcile(id);
      expect(await syncOf(id)).toMatchObject({
        status: 'failed',
        errorCode: 'ForeignGroup',
        error: expect.stringContaining(reason),
      });
      expect((await awsSchedules(product.database)).map(({ name }) => name)).toEqual(
        schedule ? [schedule] : [],
      );
      expect(await tagsOf()).toEqual(JSON.stringify(tags));
    },
  );
});

describe('an empty group without an owner’s tag, as Terraform leaves it', () => {
  it('is claimed: it keeps its other tags, gets the owner’s, and the audit says so once', async () => {
    await makeGroup([{ Key: 'CostCenter', Value: '4711' }]);
    const second = (await makeSchedule(await makeTeam())).id;
    await Promise.all([reconcile(id), reconcile(second)]);
    const installation = await installationId();
    expect(await syncOf(id)).toMatchObject({ status: 'live' });
    expect(JSON.parse((await tagsOf()) ?? '')).toEqual([
      { Key: 'CostCenter', Value: '4711' },
      { Key: 'rota:installation', Value: installation },
    ]);
    const claims = (await auditRows(product.database, 'activity')).filter(
      ({ action }) => action === 'environment.claim-group',
    );
    expect(claims).toHaveLength(1);
    expect(claims[0]).toMatchObject({ actor_id: 'system:sync', subject: 'Test', outcome: 'ok' });
    expect(JSON.parse(claims[0]?.body ?? '')).toMatchObject({
      details: { groupName: 'rota', installationId: installation },
    });
  });

  it('is not claimed where another installation’s tag is read back', async () => {
    await makeGroup([]);
    await sql(
      product.database,
      `CREATE FUNCTION overtake() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.tags := '${JSON.stringify(OTHER)}'; RETURN NEW; END $$`,
    );
    await sql(
      product.database,
      'CREATE TRIGGER overtake BEFORE UPDATE ON local_aws.schedule_group FOR EACH ROW EXECUTE FUNCTION overtake()',
    );
    await reconcile(id);
    await sql(product.database, 'DROP TRIGGER overtake ON local_aws.schedule_group');
    expect(await syncOf(id)).toMatchObject({ status: 'failed', errorCode: 'ForeignGroup' });
    expect(await awsSchedules(product.database)).toEqual([]);
  });
});

it('is made once by several processes at the same moment', async () => {
  const environment = await currentEnvironment();
  const installation = await installationId();
  const asAnotherProcess = () => {
    forgetGroups();
    return ensureGroup(environment, schedulerOf(environment), installation);
  };
  await Promise.all([1, 2, 3, 4].map(asAnotherProcess));
  expect(JSON.parse((await tagsOf()) ?? '')).toEqual([{ Key: 'rota:installation', Value: installation }]);
});
