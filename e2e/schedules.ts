import {
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  paginateListSchedules,
  ResourceNotFoundException,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import type { APIRequestContext, Locator, Page } from '@playwright/test';
import { act } from './actions';
import { demo, expect, rows } from './support';

export const REGION = 'eu-central-1';
export const ACCOUNT = '000000000000';
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/rota`;
/** The role whose trust policy was never written, in the demo. */
export const BROKEN_ROLE = `arn:aws:iam::${ACCOUNT}:role/new-and-not-trusted`;

export const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;

/** A name that no other test and no earlier run has. */
export const unique = (name: string) => `${name} ${Date.now().toString(36)}`;

const group = 'rota';

/** What EventBridge Scheduler has of a schedule, asked with the unmodified SDK: one of its own for each target. */
export async function inAws(id: string): Promise<GetScheduleCommandOutput[]> {
  const client = new SchedulerClient({
    endpoint: demo().scheduler,
    region: REGION,
    credentials: { accessKeyId: 'demo', secretAccessKey: 'demo' },
  });
  try {
    const names: string[] = [];
    for await (const page of paginateListSchedules({ client }, { GroupName: group }))
      names.push(...(page.Schedules ?? []).flatMap(({ Name }) => (Name?.endsWith(id) ? [Name] : [])));
    const found = await Promise.all(names.map((Name) => unlessGone(client, Name)));
    return found.filter((one) => one !== null);
  } finally {
    client.destroy();
  }
}

/** What was listed may be deleted by the time that it is read. */
async function unlessGone(client: SchedulerClient, Name: string): Promise<GetScheduleCommandOutput | null> {
  try {
    return await client.send(new GetScheduleCommand({ GroupName: group, Name }));
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return null;
    throw error;
  }
}

/** The states of a schedule's AWS schedules, as in `['ENABLED', 'ENABLED']`. */
export const statesInAws = async (id: string) => (await inAws(id)).map(({ State }) => State);

/** A schedule of the team Finance with one queue, made by a request of its own. @returns its id */
export async function makeSchedule(
  request: APIRequestContext,
  name: string,
  fields: object = {},
): Promise<string> {
  const [team] = await rows<{ id: string }>(`SELECT id FROM team WHERE name = 'Finance'`);
  const schedule = {
    name,
    teamId: team?.id,
    owner: 'Tests',
    expression: 'cron(30 6 1 1 ? *)',
    timeZone: 'Europe/Berlin',
    targets: [
      { kind: 'sqs', arn: arn('sqs', 'statements'), roleArn: ROLE, retryAttempts: 3, maxAgeSeconds: 3600 },
    ],
    ...fields,
  };
  const saved = await act<{ ok: boolean; value: { id: string } }>(request, 'schedules/create', { schedule });
  expect(saved).toMatchObject({ ok: true });
  return saved.value.id;
}

/** The box with exactly this label; one that offers a list of what AWS has is a combobox. */
export const box = (within: Page | Locator, name: string): Locator =>
  within.getByRole('textbox', { name, exact: true }).or(within.getByRole('combobox', { name, exact: true }));

/** Adds a target of a kind to the form. @returns its card */
export async function addTarget(page: Page, kind: string): Promise<Locator> {
  const cards = page.getByRole('region', { name: /^\d+\. / });
  const number = (await cards.count()) + 1;
  await page.getByRole('button', { name: `Add ${kind}` }).click();
  return page.getByRole('region', { name: new RegExp(`^${number}\\. ${kind}`) });
}

/** Fills in what a schedule is and when it runs. */
export async function fillSchedule(
  page: Page,
  name: string,
  expression = 'cron(30 6 1 1 ? *)',
): Promise<void> {
  await box(page, 'Name').fill(name);
  await page.getByRole('combobox', { name: 'Team' }).selectOption({ label: 'Finance' });
  await page.getByText('AWS expression', { exact: true }).click();
  await box(page, 'Expression').fill(expression);
}

/** Goes from the form through the review to the page of the saved schedule. @returns its id */
export async function save(page: Page, button = 'Save schedule'): Promise<string> {
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await page.getByRole('button', { name: button }).click();
  await page.waitForURL(/\/schedules\/[0-9a-z]{16}$/);
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}
