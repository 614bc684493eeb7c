import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { env } from '@/lib/env';
import { testEnv } from '@/lib/local/test-product';
import { outbound } from './configured';

const PEM = '-----BEGIN CERTIFICATE-----\n';

it('the file of authorities is read once: what is sent later does not need it', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rota-outbound-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'ca.pem');
  await writeFile(file, PEM);
  const nowhere = 'postgresql://127.0.0.1:1/rota';
  Object.assign(process.env, testEnv({ url: nowhere, maintenanceUrl: nowhere }), {
    ROTA_WEBHOOK_CA_FILE: file,
  });
  env();
  await rm(file);
  expect(outbound).toThrow('ENOENT');
  await writeFile(file, PEM);
  expect(outbound()).toMatchObject({ ca: PEM });
  await rm(file);
  expect(outbound()).toMatchObject({ ca: PEM });
});
