import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { keepSignIn, signedIn } from './sign-in';
import { rota } from './test-rota';

const SECRET = 'rota_0000000000000000_hush';
const url = 'https://rota.example.com';

it('A token with a line break is refused without being quoted, wherever it stands', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rota-sign-in-'));
  const env = { XDG_CONFIG_HOME: folder };
  const said = await rota(['list'], { env: { ...env, ROTA_URL: url, ROTA_TOKEN: `${SECRET}\nx` } });
  expect(said).toMatchObject({ code: 2, out: '', err: expect.stringContaining('ROTA_TOKEN') });
  expect(said.err).not.toContain('hush');
  const file = await keepSignIn(env, { url, token: `${SECRET}\u2028` });
  const kept = await rota(['list'], { env });
  expect(kept).toMatchObject({ code: 2, err: expect.stringContaining(file) });
  expect(kept.err).not.toContain('hush');
  await keepSignIn(env, { url, token: SECRET });
  expect(await signedIn({ env })).toEqual({ url, token: SECRET });
  await rm(folder, { recursive: true });
});

it('A file that can’t be read is told in words', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rota-sign-in-'));
  await keepSignIn({ XDG_CONFIG_HOME: folder }, { url, token: SECRET });
  const env = { XDG_CONFIG_HOME: path.join(folder, 'rota/login.json') };
  expect(await rota(['list'], { env })).toMatchObject({
    code: 1,
    err: expect.stringContaining('no folder (ENOTDIR)'),
  });
  await rm(folder, { recursive: true });
});
