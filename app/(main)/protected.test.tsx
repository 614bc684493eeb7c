import type { ReactElement } from 'react';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { SignIn } from '@/components/auth/sign-in';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { setStatus } from '@/lib/web/response';
import { protectedPage } from './protected';

vi.mock('@/lib/web/response', () => ({ setStatus: vi.fn() }));
vi.mock('@/lib/auth/request', () => ({ requestContext: async () => contextOf('anonymous') }));

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct({});
});
afterAll(() => product?.stop());

it('shows the sign-in to whoever has none, and writes nothing, also where nothing can be written', async () => {
  await sql(product.database, `ALTER FUNCTION audit_append RENAME TO audit_append_away`);
  const render = vi.fn();
  for (const permission of ['audit.read', 'schedule.create'] as const) {
    const props = { params: Promise.resolve({}), searchParams: Promise.resolve({}) };
    expect(((await protectedPage(permission, render)(props)) as ReactElement).type).toBe(SignIn);
  }
  expect(render).not.toHaveBeenCalled();
  expect(setStatus).toHaveBeenCalledWith(401);
  expect(await sql(product.database, 'SELECT FROM activity_audit')).toEqual([]);
});
