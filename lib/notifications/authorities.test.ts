import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { env } from '@/lib/env';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { startWebhooks } from '@/lib/local/test-webhooks';
import { log } from '@/lib/log';
import { createChannel } from './commands';
import { testChannel } from './test-channel';

const admin = contextOf('administrator');
let product: TestProduct;
let receiver: Awaited<ReturnType<typeof startWebhooks>>;
let folder: string;

/** The file of authorities is there as the process starts, and gone before anything is sent. */
beforeAll(async () => {
  receiver = await startWebhooks();
  folder = await mkdtemp(path.join(tmpdir(), 'rota-authorities-'));
  const file = path.join(folder, 'ca.pem');
  await cp(receiver.caFile, file);
  product = await startTestProduct({
    env: { ROTA_ALLOWED_PRIVATE_HOSTS: 'localhost', ROTA_WEBHOOK_CA_FILE: file },
  });
  env();
  await rm(file);
});
afterAll(async () => {
  receiver?.close();
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

const FIELDS = { name: 'Ops', teamId: null, environmentId: null, kind: 'json', wanted: ['failed'] };
const make = (url: string) => createChannel(admin, { channel: { ...FIELDS, url } });

it('whether a channel may lead to an address is told without the authorities', async () => {
  await make('https://1.1.1.1/hook');
  await expect(make('https://10.0.0.1/hook')).rejects.toMatchObject({
    code: 'invalid',
    fields: [{ message: expect.stringContaining('10.0.0.1 is not a public address') }],
  });
});

it('who reads a channel is told that the authorities can not be read, and not where they are', async () => {
  const logged = vi.spyOn(log, 'error').mockImplementation(() => undefined);
  const { id } = await make(receiver.url);
  expect(await testChannel(admin, { id })).toEqual({
    ok: false,
    message: 'Rota could not read the file that ROTA_WEBHOOK_CA_FILE names, so nothing was sent.',
  });
  expect(receiver.received).toEqual([]);
  expect(logged.mock.calls).toMatchObject([[{ err: { code: 'ENOENT' } }, expect.any(String)]]);
});
