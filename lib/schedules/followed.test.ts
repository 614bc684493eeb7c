import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCalendar, deleteCalendar, updateCalendar } from '@/lib/calendars/commands';
import { getCalendar, listCalendars } from '@/lib/calendars/queries';
import { db } from '@/lib/db';
import { makeSchedule, makeTeam, scheduleFields } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { createSchedule, updateSchedule } from './commands';
import { getSchedule } from './queries';
import { deleteSchedule, pauseSchedule, resumeSchedule } from './state-commands';

let product: TestProduct;
let teamId: string;
let otherTeamId: string;
const administrator = contextOf('administrator');
const editor = contextOf('editor');
const DAILY = 'cron(0 9 * * ? *)';
const DAY = 86_400_000;
/** Days from today in UTC. */
const day = (days: number) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);
const span = (first: number, last: number, label = 'Stop') => ({ first: day(first), last: day(last), label });
let names = 0;

beforeAll(async () => {
  product = await startTestProduct({});
  teamId = await makeTeam();
  otherTeamId = await makeTeam();
});
afterAll(() => product?.stop());

const calendar = async (dates: object[] = [], owner: string | null = null) => {
  names += 1;
  return (await createCalendar(administrator, { name: `Calendar ${names}`, teamId: owner, dates })).id;
};
const follow = (calendarIds: string[], fields: object = {}) =>
  makeSchedule(teamId, { expression: DAILY, timeZone: 'UTC', calendarIds, ...fields });
const nextRun = async (id: string) =>
  (await db().scheduleClock.findUniqueOrThrow({ where: { scheduleId: id } })).nextRunAt?.toISOString();
const somebodyWaits = async () =>
  (
    await sql(
      product.database,
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )
  ).length > 0;
const audited = async (id: string) => {
  const row = (await auditRows(product.database, 'schedule')).findLast((one) => one.schedule_id === id);
  return JSON.parse(row?.body ?? '{}') as { before: object; after: object };
};

describe('following calendars', () => {
  it('moves the next run past what they exclude, together', async () => {
    const calendarIds = [await calendar([span(0, 2)]), await calendar([span(3, 4)], teamId)];
    const { id } = await follow(calendarIds);
    expect(await nextRun(id)).toBe(`${day(5)}T09:00:00.000Z`);
    const schedule = await getSchedule(contextOf('viewer'), id);
    expect(schedule.calendars.map((one) => one.id).sort()).toEqual([...calendarIds].sort());
    expect(schedule.excluded).toHaveLength(2);
  });

  it('is a change of the schedule, told by the names of the calendars', async () => {
    const calendarIds = [await calendar(), await calendar()];
    const { id } = await follow(calendarIds);
    const { name } = await db().schedule.findUniqueOrThrow({ where: { id } });
    const schedule = {
      ...scheduleFields(teamId, { expression: DAILY }),
      name,
      calendarIds: calendarIds.slice(1),
    };
    expect(await updateSchedule(editor, { id, generation: 1, schedule })).toMatchObject({ generation: 2 });
    expect(await audited(id)).toMatchObject({
      before: { calendars: [`Calendar ${names - 1}`, `Calendar ${names}`] },
      after: { calendars: [`Calendar ${names}`] },
    });
    await expect(
      updateSchedule(editor, { id, generation: 1, schedule: { ...schedule, calendarIds: [] } }),
    ).rejects.toMatchObject({
      conflict: { differences: expect.arrayContaining([expect.objectContaining({ path: 'calendars' })]) },
    });
  });

  it('counts as soon as a schedule is resumed', async () => {
    const { id } = await follow([await calendar([span(0, 2)])]);
    await pauseSchedule(editor, { id, reason: 'Test' });
    expect(await nextRun(id)).toBeUndefined();
    await resumeSchedule(editor, { id });
    expect(await nextRun(id)).toBe(`${day(3)}T09:00:00.000Z`);
  });

  it.each([
    ["another team's", async () => calendar([], otherTeamId), "another team's"],
    ['one that is not there', async () => '0000000000000000', 'does not exist'],
    ['what is no id', async () => 'x', 'Choose one'],
  ])('refuses %s', async (_, made, message) => {
    await expect(follow([await made()])).rejects.toMatchObject({
      fields: [
        { path: expect.stringContaining('schedule.calendarIds'), message: expect.stringContaining(message) },
      ],
    });
  });

  it('refuses to take the calendar of a team along to another', async () => {
    const calendarIds = [await calendar([], teamId)];
    const { id } = await follow(calendarIds);
    const moved = scheduleFields(otherTeamId, { expression: DAILY, calendarIds });
    await expect(updateSchedule(editor, { id, generation: 1, schedule: moved })).rejects.toMatchObject({
      fields: [{ path: 'schedule.calendarIds' }],
    });
  });

  it('refuses calendars that leave no run', async () => {
    const calendarIds = [await calendar([{ first: day(5), last: day(5), label: 'Stop' }])];
    await expect(follow(calendarIds, { expression: `at(${day(5)}T09:00:00)` })).rejects.toMatchObject({
      fields: [{ path: 'schedule.calendarIds', message: expect.stringContaining('never run') }],
    });
  });
});

describe('a change of a calendar', () => {
  it('moves the next run of what follows it and keeps the generation', async () => {
    const calendarId = await calendar();
    const { id } = await follow([calendarId]);
    const { name } = await getCalendar(editor, calendarId);
    await updateCalendar(administrator, { id: calendarId, version: 1, name, add: [span(0, 6)] });
    expect(await nextRun(id)).toBe(`${day(7)}T09:00:00.000Z`);
    expect((await db().schedule.findUniqueOrThrow({ where: { id } })).generation).toBe(1);
    const activity = (await auditRows(product.database, 'activity')).at(-1);
    expect(JSON.parse(activity?.body ?? '{}')).toMatchObject({ details: { followers: 1 } });
  });

  it('is waited for by a schedule that is changed at the same time', async () => {
    const calendarId = await calendar();
    const { id } = await follow([calendarId]);
    await pauseSchedule(editor, { id, reason: 'Test' });
    const change = new pg.Client({ connectionString: product.database.url });
    await change.connect();
    await change.query('BEGIN');
    await change.query('SELECT id FROM calendar WHERE id = $1 FOR UPDATE', [calendarId]);
    let over = false;
    const resumed = resumeSchedule(editor, { id }).finally(() => {
      over = true;
    });
    while (!over && !(await somebodyWaits()));
    await change.query(
      `INSERT INTO calendar_dates (id, calendar_id, first_date, last_date, label) VALUES ($1, $1, $2, $3, 'Stop')`,
      [calendarId, day(0), day(2)],
    );
    await change.query('COMMIT');
    await change.end();
    await resumed;
    expect(await nextRun(id)).toBe(`${day(3)}T09:00:00.000Z`);
  });

  it('can not delete one that is followed, and can once it is not', async () => {
    const id = await calendar();
    const schedules = [await follow([id]), await follow([id])];
    await expect(deleteCalendar(administrator, { id, version: 1 })).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining('2 schedules follow'),
    });
    expect((await listCalendars(editor)).find((one) => one.id === id)?.followers).toBe(2);
    for (const schedule of schedules) {
      const { name } = await db().schedule.findUniqueOrThrow({ where: { id: schedule.id } });
      await deleteSchedule(editor, { id: schedule.id, reason: 'Test', confirmName: name });
    }
    await deleteCalendar(administrator, { id, version: 1 });
  });
});

describe('the second of a schedule', () => {
  it('is part of its next run, its audit and its page', async () => {
    const { id } = await follow([], { second: 45 });
    expect(await nextRun(id)).toMatch(/T09:00:45\.000Z$/);
    expect(await getSchedule(editor, id)).toMatchObject({ second: 45 });
    expect(await audited(id)).toMatchObject({ after: { second: 45 } });
  });

  it.each([
    ['a rate', 'rate(5 minutes)', 30, 'a rate has the second of its start'],
    ['a one-time schedule', `at(${day(5)}T09:00:00)`, 30, 'has its second in its time'],
    ['a minute and more', DAILY, 60, '0 to 59'],
    ['a part of one', DAILY, 0.5, '0 to 59'],
    ['less than none', DAILY, -1, '0 to 59'],
  ])('is refused of %s', async (_, expression, second, message) => {
    const schedule = scheduleFields(teamId, { expression, timeZone: 'UTC', second });
    await expect(createSchedule(editor, { schedule })).rejects.toMatchObject({
      fields: [{ path: 'schedule.second', message: expect.stringMatching(new RegExp(message, 'i')) }],
    });
  });
});
