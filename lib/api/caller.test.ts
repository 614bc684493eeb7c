import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Context } from '@/lib/context';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows } from '@/lib/local/test-rows';
import { signedIn } from '@/lib/local/test-session';
import { callerOf } from './caller';

const asked = vi.hoisted(() => ({ context: null as Context | null }));
vi.mock('next/headers', () => ({ headers: async () => new Headers({ 'sec-fetch-site': 'cross-site' }) }));
vi.mock('@/lib/auth/request', () => ({ requestContext: async () => asked.context }));

let product: TestProduct;

beforeAll(async () => {
  product = await startTestProduct({ env: { ROTA_API_RATE: '1' } });
  asked.context = await signedIn('viewer');
});
afterAll(() => product?.stop());

it('A session that another page uses writes no more refusals than it may make requests', async () => {
  const request = new Request('http://localhost:3000/api/v1/me');
  const origin = { requestId: 'request-1', ip: '192.0.2.1', userAgent: null };
  const codes: unknown[] = [];
  for (let n = 0; n < 30; n += 1)
    await callerOf(request, origin).catch(({ status }: { status: number }) => codes.push(status));
  const denied = (await auditRows(product.database, 'activity')).filter(({ action }) => action === 'denied');
  expect(codes).toHaveLength(30);
  expect(codes).toContain(429);
  expect(denied).toHaveLength(codes.filter((code) => code === 403).length);
});
