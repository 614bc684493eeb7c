import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { currentEnvironment, type EnvironmentRow } from '@/lib/environments/bootstrap';
import { createEnvironment } from '@/lib/environments/commands';
import { outsider, scanNow, settleAdoptions, watchForBoth } from '@/lib/local/test-adoption';
import { makeTeam, ROLE_ARN } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, TEST_PLACE, type TestProduct } from '@/lib/local/test-product';
import { awsOf, settle } from '@/lib/local/test-sync';
import { adopt, type Taken } from './commands';
import { findFilter } from './filter';
import { listFinds } from './queries';

let product: TestProduct<{ aws: true }>;
let hands: ReturnType<typeof outsider>;
let both: () => Promise<string[]>;
let environment: EnvironmentRow;
let teamId: string;
let made = 0;
const admin = () => contextOf('administrator');
const reason = 'Moved to Rota';

beforeAll(async () => {
  product = await startTestProduct({ aws: true });
  hands = outsider(product.aws);
  both = await watchForBoth(product.database);
  environment = await currentEnvironment();
  teamId = await makeTeam();
});
afterAll(() => product?.stop());
afterEach(async () => expect(await both()).toEqual([]));

function name(): string {
  made += 1;
  return `original-${made}`;
}

async function take(arn: string, environmentId = environment.id): Promise<Taken> {
  const mapping = { teamId, owner: 'Finance', roleArn: ROLE_ARN };
  const [one] = await adopt(admin(), { environmentId, arns: [arn], mapping, reason });
  if (!one) throw new Error('nothing was answered');
  return one;
}

async function settled(): Promise<void> {
  await settleAdoptions(product.database);
  await settle(product.database);
}

const statesOf = async (id: string) => (await awsOf(product.database, id)).map(({ body }) => body.State);

describe('an original that two environments of one account and Region find', () => {
  it('is taken over in one of them alone, and shows as taken in both', async () => {
    const second = await createEnvironment(admin(), {
      ...TEST_PLACE,
      name: 'Second',
      groupName: 'rota-2',
      production: false,
      roleArn: '',
    });
    const arn = await hands.makeRule(name());
    await scanNow();
    await scanNow(second.id);
    const first = await take(arn);
    if (!first.ok) throw new Error(first.message);
    expect(await take(arn, second.id)).toMatchObject({
      ok: false,
      message: 'It is taken over already, in the environment Test.',
    });
    await settled();
    expect(await statesOf(first.id)).toEqual(['ENABLED']);
    const there = await db().environment.findUniqueOrThrow({ where: { id: second.id } });
    const { rows } = await listFinds(admin(), there, findFilter.parse({ q: arn }));
    expect(rows).toMatchObject([{ standing: 'taken', schedule: { id: first.id } }]);
  });
});
