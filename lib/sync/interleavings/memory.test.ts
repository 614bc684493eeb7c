import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { rounds } from '@/lib/local/rounds';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { type OpenLab, openLab } from './fixture';
import { awsError, modelOfScheduler } from './model';
import { runSeeds } from './seeds';

const lab = vi.hoisted(() => ({ current: null as OpenLab | null }));

vi.mock('@/lib/aws/scheduler', () => ({
  createScheduler: () =>
    new Proxy({}, { get: (_, method) => Reflect.get(lab.current?.watch?.client() ?? {}, method) }),
}));
vi.mock('@/lib/aws/identity', () => ({ assertAccount: async () => undefined }));
vi.mock('@/lib/id', async () => ({ newId: (await import('./ids')).seededId }));
vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const SEEDS = rounds(60, 1_000);

let product: TestProduct;

beforeAll(async () => {
  product = await startTestProduct({ env: { ROTA_AWS_CALLS_PER_SECOND: '5000' } });
  lab.current = await openLab(product.database, (now) => ({
    scheduler: modelOfScheduler(now),
    broken: async (how, call) => {
      if (how === 'throttle') throw awsError('ThrottlingException', 'Rate exceeded');
      if (how === 'error') throw awsError('InternalServerException', 'An internal error occurred');
      if (how === 'expired') throw awsError('ExpiredTokenException', 'The security token is expired');
      await call();
      throw awsError('TimeoutError', 'socket hang up');
    },
  }));
});
afterAll(async () => {
  await lab.current?.close();
  await product?.stop();
});

it(`keeps AWS and the database in step in ${SEEDS} interleavings`, async () => {
  if (!lab.current) throw new Error('The lab is not open.');
  const ran = await runSeeds(lab.current, 1, SEEDS, 'model of AWS');
  if (!process.env.SEED) expect(ran).toBeGreaterThanOrEqual(SEEDS);
}, 3_600_000);
