import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { installationId } from '@/lib/environments/bootstrap';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { assertNewEnough, versionTurn, WORKER_VERSION } from './version';

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct({});
  await installationId();
});
afterAll(() => product?.stop());
afterEach(async () => {
  process.exitCode = undefined;
  await want(WORKER_VERSION);
});

const want = (version: number) =>
  sql(product.database, 'UPDATE installation SET min_worker_version = $1', [version]);

describe('a worker', () => {
  it('serves the database that its release migrates', async () => {
    const stop = vi.fn();
    await assertNewEnough();
    expect(await versionTurn(stop)).toBeGreaterThan(0);
    expect(stop).not.toHaveBeenCalled();
  });

  it('does not start on a database that wants a newer one', async () => {
    await want(WORKER_VERSION + 1);
    await expect(assertNewEnough()).rejects.toThrow(
      `This worker is version ${WORKER_VERSION}, but the database wants at least ${WORKER_VERSION + 1}.`,
    );
  });

  it('stops once its database is migrated to a newer release, and its process has failed', async () => {
    const stop = vi.fn();
    await want(WORKER_VERSION + 1);
    await versionTurn(stop);
    expect(stop).toHaveBeenCalledOnce();
    expect(process.exitCode).toBe(1);
  });
});
