import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '@/lib/local/directory/accounts';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { findSession } from './sessions';
import { signIn } from './sign-in';

let product: TestProduct<{ directory: true }>;

beforeAll(async () => {
  product = await startTestProduct({
    directory: true,
    env: { ROTA_VIEWER_GROUPS: 'deleted-last-week;rota-viewers', ROTA_OPERATOR_GROUPS: 'renamed-yesterday' },
  });
});
afterAll(() => product?.stop());

it('lets everybody else in where a configured group is gone from the directory', async () => {
  const origin = { requestId: 'gone-group-test', ip: null, userAgent: null };
  const { sessionId } = await signIn('operator', DEMO_PASSWORD, origin);
  expect(await findSession(sessionId)).toMatchObject({ role: 'viewer', groups: ['rota-viewers'] });
});
