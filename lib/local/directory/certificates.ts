import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export interface Certificates {
  /** Path of the authority's certificate (PEM): what clients trust. */
  caFile: string;
  /** The server's certificate and key, PEM. */
  cert: string;
  key: string;
}

/** A certificate and its private key, PEM. */
export interface Pair {
  cert: string;
  key: string;
}

/** A certificate that signs others, with its key. */
export type Authority = Pair;

/** What a server's certificate is good for. */
export interface ServerNames {
  dns: string[];
  ips: string[];
}

const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3650;
const SERVER_DAYS = 397;
/** A certificate is renewed when fewer days than this are left. */
const RENEW_DAYS = 30;
const LOCAL: ServerNames = { dns: ['localhost'], ips: ['127.0.0.1'] };
const COMMON = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;

/**
 * The directory's own authority and its server certificate for `localhost` and 127.0.0.1, kept in `folder`
 * (keys readable by their owner only), made when missing and renewed before they expire.
 *
 * @param now epoch milliseconds
 */
export async function ensureCertificates(folder: string, now: number = Date.now()): Promise<Certificates> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const caFile = join(folder, 'ca.pem');
  const kept = await readPair(folder, 'ca', now);
  const authority = kept ?? (await createAuthority(now));
  if (!kept) await writePair(folder, 'ca', authority);
  const keptServer = await readPair(folder, 'server', now);
  const valid =
    keptServer && new X509Certificate(keptServer.cert).verify(new X509Certificate(authority.cert).publicKey);
  const server = valid ? keptServer : await issueServer(authority, LOCAL, now);
  if (!valid) await writePair(folder, 'server', server);
  return { caFile, cert: server.cert, key: server.key };
}

async function readPair(folder: string, name: string, now: number): Promise<Pair | null> {
  const [certFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  if (!existsSync(certFile) || !existsSync(keyFile)) return null;
  const pair = { cert: await readFile(certFile, 'utf8'), key: await readFile(keyFile, 'utf8') };
  await chmod(keyFile, 0o600);
  return usable(pair, now) ? pair : null;
}

function usable({ cert, key }: Pair, now: number): boolean {
  try {
    const certificate = new X509Certificate(cert);
    const left = Date.parse(certificate.validTo) - now;
    return left > RENEW_DAYS * DAY_MS && certificate.checkPrivateKey(createPrivateKey(key));
  } catch {
    // A damaged file is replaced like a missing one.
    return false;
  }
}

async function writePair(folder: string, name: string, pair: Pair): Promise<void> {
  const write = async (file: string, text: string, mode: number) => {
    await writeFile(`${file}.new`, text, { mode });
    await rename(`${file}.new`, file);
  };
  await write(join(folder, `${name}.key`), pair.key, 0o600);
  await write(join(folder, `${name}.pem`), pair.cert, 0o644);
}

const period = (now: number, days: number) => ({
  notBeforeDate: new Date(now - DAY_MS),
  notAfterDate: new Date(now + days * DAY_MS),
});

/** Makes an authority. @param now epoch milliseconds */
export async function createAuthority(now: number): Promise<Authority> {
  const made = await generate([{ name: 'commonName', value: 'Rota embedded directory CA' }], {
    ...COMMON,
    ...period(now, AUTHORITY_DAYS),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { cert: made.cert, key: made.private };
}

/** Makes a server's certificate, valid for 397 days. @param now epoch milliseconds */
export async function issueServer(
  authority: Authority,
  { dns, ips }: ServerNames,
  now: number = Date.now(),
): Promise<Pair> {
  const made = await generate([{ name: 'commonName', value: dns[0] ?? ips[0] ?? '' }], {
    ...COMMON,
    ...period(now, SERVER_DAYS),
    ca: authority,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...dns.map((value) => ({ type: 2, value }) as const),
          ...ips.map((ip) => ({ type: 7, ip }) as const),
        ],
      },
    ],
  });
  return { cert: made.cert, key: made.private };
}
