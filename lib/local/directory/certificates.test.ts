import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ensureCertificates } from './certificates';

const DAY_MS = 86_400_000;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rota-certificates-'));
});

afterEach(() => rm(folder, { recursive: true }));

it('makes a server certificate for localhost and 127.0.0.1, signed by an authority of its own', async () => {
  const made = await ensureCertificates(folder);
  const authority = new X509Certificate(await readFile(made.caFile));
  const server = new X509Certificate(made.cert);
  expect(authority.ca).toBe(true);
  expect(server.ca).toBe(false);
  expect(server.verify(authority.publicKey)).toBe(true);
  expect(server.checkHost('localhost')).toBe('localhost');
  expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(server.checkHost('example.test')).toBeUndefined();
});

it('lets nobody but the owner read the keys', async () => {
  await ensureCertificates(folder);
  for (const name of ['ca.key', 'server.key']) {
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  }
});

it('keeps what it made', async () => {
  expect(await ensureCertificates(folder)).toEqual(await ensureCertificates(folder));
});

it('renews the server certificate before it expires, under the same authority', async () => {
  const first = await ensureCertificates(folder);
  const authority = await readFile(first.caFile, 'utf8');
  const later = await ensureCertificates(folder, Date.now() + 390 * DAY_MS);
  expect(later.cert).not.toBe(first.cert);
  expect(await readFile(later.caFile, 'utf8')).toBe(authority);
});

it('replaces damaged files, and a server certificate of another authority', async () => {
  const first = await ensureCertificates(folder);
  await writeFile(first.caFile, 'damaged');
  const repaired = await ensureCertificates(folder);
  const authority = new X509Certificate(await readFile(repaired.caFile));
  expect(new X509Certificate(repaired.cert).verify(authority.publicKey)).toBe(true);
  expect(repaired.cert).not.toBe(first.cert);
});
