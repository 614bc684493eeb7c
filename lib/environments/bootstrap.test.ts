import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect } from '@/lib/db';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { currentEnvironment, installationId } from './bootstrap';

let product: TestProduct;
const row = async () =>
  (
    await sql<{ id: string; name: string; production: boolean }>(
      product.database,
      'SELECT * FROM environment',
    )
  )[0];

beforeAll(async () => {
  product = await startTestProduct({
    env: {
      ROTA_PRODUCTION: '1',
      ROTA_DEAD_LETTER_QUEUE_ARN: 'arn:aws:sqs:eu-central-1:000000000000:dead-letters',
    },
  });
});
afterAll(() => product?.stop());

it('follows a changed name and production mark, with an audit row', async () => {
  const { id } = await currentEnvironment();
  await sql(product.database, `UPDATE environment SET name = 'Before', production = false`);
  expect(await currentEnvironment()).toMatchObject({ id, production: true });
  expect(await row()).toMatchObject({ id, production: true });
  const [audit] = await auditRows(product.database, 'activity');
  expect(audit).toMatchObject({ action: 'environment.configure', actor_id: 'system:configuration' });
  await currentEnvironment();
  expect(await auditRows(product.database, 'activity')).toHaveLength(1);
});

it('follows changed queues, with an audit row', async () => {
  const deadLetterQueueArn = 'arn:aws:sqs:eu-central-1:000000000000:dead-letters';
  expect(await currentEnvironment()).toMatchObject({ dispatchQueueArn: null, deadLetterQueueArn });
  await sql(
    product.database,
    'UPDATE environment SET dead_letter_queue_arn = NULL, dispatch_queue_arn = $1',
    [deadLetterQueueArn],
  );
  expect(await currentEnvironment()).toMatchObject({ dispatchQueueArn: null, deadLetterQueueArn });
  const [audit] = (await auditRows(product.database, 'activity')).slice(-1);
  expect(JSON.parse(audit?.body ?? '{}').details).toMatchObject({
    before: { dispatchQueueArn: deadLetterQueueArn, deadLetterQueueArn: null },
    after: { dispatchQueueArn: null, deadLetterQueueArn },
  });
});

it('follows a changed role and default of the delivery', async () => {
  await sql(
    product.database,
    `UPDATE environment SET dispatch_role_arn = 'arn:aws:iam::000000000000:role/before', default_delivery = 'through'`,
  );
  expect(await currentEnvironment()).toMatchObject({ dispatchRoleArn: null, defaultDelivery: 'direct' });
});

it('refuses a name that another account has', async () => {
  const { name } = await currentEnvironment();
  await sql(product.database, `UPDATE environment SET account_id = '999999999999'`);
  await expect(currentEnvironment()).rejects.toThrow(`Environment ${name} is 999999999999/`);
  await sql(product.database, `UPDATE environment SET name = upper(name)`);
  await expect(currentEnvironment()).rejects.toThrow(`Environment ${name.toUpperCase()} is 999999999999/`);
});

it('is one installation, however many processes ask first', async () => {
  await installationId();
  const other = connect(product.database.url, 1);
  await other.$executeRaw`INSERT INTO installation (id) VALUES ('second') ON CONFLICT DO NOTHING`;
  expect(await sql(product.database, 'SELECT id FROM installation')).toHaveLength(1);
  await other.$disconnect();
});
