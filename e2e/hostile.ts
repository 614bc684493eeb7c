import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { APIRequestContext } from '@playwright/test';
import type { Attempt } from '@/lib/auth/directory/contract/hostile';
import { demo } from './support';

/** One attempt as it travels. */
export type Sent = Attempt & { requestId: string; type: string; body: string };

/** Shorter passwords stand in any text by chance. */
const TELLING = 6;

/** What the sign-in needs beside name and password: its token, and the cookies that go with that. */
export async function csrf(request: APIRequestContext): Promise<{ token: string; cookie: string }> {
  const answer = await request.get('/api/auth/csrf');
  const { csrfToken } = (await answer.json()) as { csrfToken: string };
  const { cookies } = await request.storageState();
  return { token: csrfToken, cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') };
}

/** An attempt as a form, which says text alone, or as JSON, which can also say halves of surrogate pairs. */
export function asRequest(attempt: Attempt, form: boolean, csrfToken: string, requestId: string): Sent {
  const name = form ? attempt.name.toWellFormed() : attempt.name;
  const password = form ? attempt.password.toWellFormed() : attempt.password;
  const fields = { csrfToken, username: name, password, json: 'true' };
  return {
    name,
    password,
    requestId,
    type: form ? 'application/x-www-form-urlencoded' : 'application/json',
    body: form ? new URLSearchParams(fields).toString() : JSON.stringify(fields),
  };
}

/**
 * Sends an attempt from a browser without a session.
 * @returns the status, with what the answer says: `200 session`, `401 invalid-credentials`, `413 The body …`
 * @throws TypeError where the connection is dropped
 */
export async function answerTo({ requestId, type, body }: Sent, cookie: string): Promise<string> {
  const headers = { 'content-type': type, 'x-request-id': requestId, origin: demo().web, cookie };
  const answer = await fetch(`${demo().web}/api/auth/callback/credentials`, {
    method: 'POST',
    headers,
    body,
  });
  const text = await answer.text();
  const session = answer.headers.getSetCookie().some((each) => each.startsWith('rota.session='));
  if (session) return `${answer.status} session`;
  if (!answer.headers.get('content-type')?.includes('json')) return `${answer.status} ${text}`;
  const { url, detail } = JSON.parse(text) as { url?: string; detail?: string };
  return `${answer.status} ${url === undefined ? detail : new URL(url).searchParams.get('error')}`;
}

/** What the processes of the demo have written to their logs, with those of the web process among them. */
export function logs(): string {
  const folder = path.join(path.dirname(process.env.ROTA_DEMO_FILE ?? ''), 'logs');
  const files = readdirSync(folder).filter((name) => name.endsWith('.log'));
  if (!files.includes('web.log')) throw new Error(`There is no web.log in ${folder}.`);
  return files.map((name) => readFileSync(path.join(folder, name), 'utf8')).join('\n');
}

/** Whether a text holds the beginning of a password: as it is, as JSON has it, or as an address or a form has it. */
export function holds(text: string, password: string): boolean {
  if (password.length < TELLING) return false;
  const start = password.slice(0, 200).toWellFormed();
  const spellings = [start, JSON.stringify(start).slice(1, -1), encodeURIComponent(start)];
  return spellings.some((spelling) => text.includes(spelling));
}
