import { afterAll, beforeAll, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { tokenOf } from '@/lib/local/test-api';
import { makeSchedule, makeTeam } from '@/lib/local/test-inputs';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { rota, startApi } from './test-rota';

let product: TestProduct;
let server: Awaited<ReturnType<typeof startApi>>;
let env: Record<string, string>;
let team: string;

beforeAll(async () => {
  product = await startTestProduct({});
  server = await startApi();
  team = await makeTeam();
  env = { ROTA_URL: server.url, ROTA_TOKEN: await tokenOf('editor') };
});
afterAll(async () => {
  await server?.stop();
  await product?.stop();
});

const call = (...argv: string[]) => rota(argv, { env });
const because = ['--reason', 'By mistake'];
const stored = (id: string) => db().schedule.findUniqueOrThrow({ where: { id } });

it('rota restore brings back what was deleted by its name, and an earlier version', async () => {
  const { id } = await makeSchedule(team, { name: 'Statements' });
  await call('delete', 'Statements', ...because);
  expect(await call('pause', 'Statements', ...because)).toMatchObject({ code: 4 });
  expect(await call('restore', 'Statements')).toMatchObject({ code: 2, err: expect.stringContaining('why') });
  expect(await call('restore', 'Statements', ...because)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^Statements is brought back\. /),
  });
  expect((await stored(id)).state).toBe('paused');
  await db().schedule.update({ where: { id }, data: { description: 'Changed' } });
  expect(await call('restore', id, ...because, '--version', '1.5')).toMatchObject({ code: 2 });
  expect(await call('restore', id, ...because, '--version', '9')).toMatchObject({ code: 1 });
  expect(await call('restore', id, ...because, '--version', '1')).toMatchObject({ code: 0 });
  expect(await stored(id)).toMatchObject({ state: 'paused', description: 'Sends the statements.' });
});

it('rota restore names what was deleted under the same name by its id', async () => {
  const ids = [];
  for (let n = 0; n < 2; n += 1) {
    ids.push((await makeSchedule(team, { name: 'Twice' })).id);
    await call('delete', 'Twice', ...because);
  }
  const { code, err } = await call('restore', 'Twice', ...because);
  expect([code, ids.every((id) => err.includes(id))]).toEqual([1, true]);
});
