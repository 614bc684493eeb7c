import { readFileSync } from 'node:fs';
import { type APIRequestContext, test as base, expect, type Page } from '@playwright/test';
import axe from 'axe-core';
import pg from 'pg';

export { expect } from '@playwright/test';

type Demo = Record<
  'web' | 'database' | 'ldaps' | 'scheduler' | 'sqs' | 'sns' | 'lambda' | 'ecs' | 'sts' | 'iam' | 'events',
  string
> & {
  accounts: { name: string; password: string }[];
};

/** What the running demo wrote of itself. */
export function demo(): Demo {
  return JSON.parse(readFileSync(process.env.ROTA_DEMO_FILE ?? '.rota/demo.json', 'utf8')) as Demo;
}

export type Account = 'admin' | 'editor' | 'operator' | 'viewer' | 'outsider' | 'payments' | 'leaver';

export const passwordOf = (account: Account): string => {
  const found = demo().accounts.find(({ name }) => name === account);
  if (!found) throw new Error(`The demo has no account ${account}.`);
  return found.password;
};

/** Rows of the demo's database, read as its superuser. */
export async function rows<Row extends pg.QueryResultRow>(
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: demo().database });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** Signs in by hand and keeps the cookie in `request`. */
export async function signInByHand(request: APIRequestContext, account: Account): Promise<void> {
  const origin = demo().web;
  const { csrfToken } = (await (await request.get('/api/auth/csrf')).json()) as { csrfToken: string };
  const answer = await request.post('/api/auth/callback/credentials', {
    headers: { origin },
    form: { csrfToken, username: account, password: passwordOf(account), json: 'true' },
  });
  expect(((await answer.json()) as { url: string }).url).not.toContain('error');
}

/** Signs in through the form, as a person does. */
export async function signIn(page: Page, account: Account, path = '/schedules'): Promise<void> {
  await page.goto(path);
  await page.getByLabel(/user name/i).fill(account);
  await page.getByLabel(/password/i).fill(passwordOf(account));
  await page.getByRole('button', { name: /sign in/i }).click();
}

/** axe-core with every rule on: what it finds wrong with the page as it is. */
export async function violations(page: Page): Promise<string[]> {
  // A page tells its title after the rest of it.
  await expect(page).toHaveTitle(/./);
  await page.evaluate(axe.source);
  const found = await page.evaluate(() =>
    (window as unknown as { axe: { run(): Promise<axe.AxeResults> } }).axe.run(),
  );
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary}`),
  );
}

/** Nothing is wrong with what the page shows now, in either theme, wide and narrow, and nothing is wider than the window. */
export async function expectAccessible(page: Page, name = page.url()): Promise<void> {
  for (const width of [390, 1440])
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const what = `${name}, ${width} px, ${colorScheme}`;
      expect.soft(await violations(page), what).toEqual([]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect.soft(wide, `${what}: wider than the window`).toBeLessThanOrEqual(width);
    }
}

/** The last Sunday of a month of next year, when clocks change in Europe, as `yyyy-mm-dd`. */
export function lastSunday(month: 3 | 10): string {
  const last = new Date(Date.UTC(new Date().getUTCFullYear() + 1, month, 0));
  last.setUTCDate(last.getUTCDate() - last.getUTCDay());
  return last.toISOString().slice(0, 10);
}

export const test = base;
