import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Scheduler } from '@/lib/aws/scheduler';
import { rounds } from '@/lib/local/rounds';
import { startTestProduct, TEST_PLACE, type TestProduct } from '@/lib/local/test-product';
import { type OpenLab, openLab } from './fixture';
import { runSeeds } from './seeds';

const lab = vi.hoisted(() => ({ current: null as OpenLab | null }));

vi.mock('@/lib/aws/scheduler', () => ({
  createScheduler: () =>
    new Proxy({}, { get: (_, method) => Reflect.get(lab.current?.watch?.client() ?? {}, method) }),
}));
vi.mock('@/lib/id', async () => ({ newId: (await import('./ids')).seededId }));
vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const SEEDS = rounds(10, 200);
/** Not those of the model of AWS. */
const FIRST = 100_001;
const FAULTS = { throttle: 'throttle', error: 'error', expired: 'error', lost: 'drop-reply' } as const;

let product: TestProduct<{ aws: true }>;

beforeAll(async () => {
  product = await startTestProduct({ aws: true, env: { ROTA_AWS_CALLS_PER_SECOND: '5000' } });
  const real = await vi.importActual<typeof import('@/lib/aws/scheduler')>('@/lib/aws/scheduler');
  const scheduler: Scheduler = real.createScheduler({ region: TEST_PLACE.region });
  lab.current = await openLab(product.database, () => ({
    scheduler,
    broken: async (how, call) => {
      product.aws.scheduler.intercept = () => FAULTS[how];
      try {
        return await call();
      } finally {
        product.aws.scheduler.intercept = undefined;
      }
    },
  }));
});
afterAll(async () => {
  await lab.current?.close();
  await product?.stop();
});

it(`keeps the local EventBridge Scheduler and the database in step in ${SEEDS} interleavings`, async () => {
  if (!lab.current) throw new Error('The lab is not open.');
  const ran = await runSeeds(lab.current, FIRST, SEEDS, 'local EventBridge Scheduler');
  if (!process.env.SEED) expect(ran).toBeGreaterThanOrEqual(SEEDS);
}, 3_600_000);
