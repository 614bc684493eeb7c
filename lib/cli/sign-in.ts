import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { failed, notSignedIn, usage } from './errors';
import type { Io } from './io';

export type SignedIn = { url: string; token: string };

const stored = z.object({ url: z.string(), token: z.string() });

type Env = Io['env'];

/** Where the token is kept (XDG Base Directory Specification). */
export const signInFile = ({ XDG_CONFIG_HOME }: Env): string =>
  path.join(XDG_CONFIG_HOME || path.join(homedir(), '.config'), 'rota', 'login.json');

/**
 * Where Rota is, and who asks: ROTA_URL and ROTA_TOKEN, else what `rota login` kept. A token that was kept goes nowhere
 * else than where it was meant for.
 * @throws CliError of who is not signed in
 */
export async function signedIn({ env }: Pick<Io, 'env'>): Promise<SignedIn> {
  const { ROTA_URL: url, ROTA_TOKEN: token } = env;
  if (url && token) return { url: checkedUrl(url), token: checkedToken(token, 'ROTA_TOKEN') };
  const kept = await keptSignIn(env);
  if (kept && token) return { url: kept.url, token: checkedToken(token, 'ROTA_TOKEN') };
  if (kept && (!url || checkedUrl(url) === kept.url))
    return { ...kept, token: checkedToken(kept.token, signInFile(env)) };
  const where = url ? ` at ${url}` : '';
  throw notSignedIn(`Not signed in${where}. Run "rota login", or set ROTA_URL and ROTA_TOKEN.`);
}

async function keptSignIn(env: Env): Promise<SignedIn | null> {
  const file = signInFile(env);
  try {
    return stored.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    if (error instanceof SyntaxError || error instanceof z.ZodError)
      throw failed(`${file} can’t be read. Run "rota login" again.`);
    throw error;
  }
}

/** Keeps a sign-in for its owner's eyes only. @returns where */
export async function keepSignIn(env: Env, signIn: SignedIn): Promise<string> {
  const file = signInFile(env);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await rm(file, { force: true });
  await writeFile(file, `${JSON.stringify(signIn)}\n`, { mode: 0o600, flag: 'wx' });
  await chmod(file, 0o600);
  return file;
}

export const forgetSignIn = (env: Env): Promise<void> => rm(signInFile(env), { force: true });

/**
 * A token that can be sent: characters that a header takes, without blanks and line breaks. It is not quoted.
 * @param where it stands
 * @throws CliError
 */
export function checkedToken(text: string, where: string): string {
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw usage(
    `There is no token in ${where}: a token is one word of ASCII characters, without a line break.`,
  );
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** An address to which a token may be sent: over TLS, or to this very host. @throws CliError */
export function checkedUrl(text: string): string {
  if (!URL.canParse(text))
    throw usage(`This is no address: ${text}. Write it as in https://rota.example.com.`);
  const { protocol, hostname, origin } = new URL(text);
  if (protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname))) return origin;
  throw usage(`Use https: on the way to ${text} everybody could read the token.`);
}
