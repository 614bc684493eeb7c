import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { makeTeam } from '@/lib/local/test-inputs';
import { ACTORS, contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, stateOf } from '@/lib/local/test-rows';
import { createCalendar, deleteCalendar, replaceCalendar, updateCalendar } from './commands';
import { importCalendar, previewImport } from './import';
import { calendarsFor, getCalendar, listCalendars } from './queries';

let product: TestProduct;
let teamId: string;
const administrator = contextOf('administrator');
const viewer = contextOf('viewer');
const CHRISTMAS = { first: '2099-12-25', last: '2099-12-25', label: 'Christmas Day' };
const FREEZE = { first: '2099-12-20', last: '2100-01-03', label: 'Year end' };
let names = 0;

beforeAll(async () => {
  product = await startTestProduct({});
  teamId = await makeTeam();
});
afterAll(() => product?.stop());

const make = (fields: object = {}) => {
  names += 1;
  return createCalendar(administrator, {
    name: `Calendar ${names}`,
    teamId: null,
    dates: [CHRISTMAS],
    ...fields,
  });
};
const last = async () => {
  const row = (await auditRows(product.database, 'activity')).at(-1);
  return { ...row, details: (JSON.parse(row?.body ?? '{}') as { details: object }).details };
};

describe('a calendar', () => {
  it('is created with its entries, for a team or for all, and audited', async () => {
    const { id, version } = await make({ name: 'Holidays', teamId, dates: [FREEZE, CHRISTMAS] });
    expect(version).toBe(1);
    const { name: teamName } = await db().team.findUniqueOrThrow({ where: { id: teamId } });
    expect(await getCalendar(viewer, id)).toMatchObject({
      name: 'Holidays',
      teamName,
      entries: [FREEZE, CHRISTMAS],
      followers: { count: 0 },
    });
    expect(await last()).toMatchObject({
      action: 'calendar.create',
      subject: 'Holidays',
      details: { for: teamName, added: ['2099-12-20 to 2100-01-03 Year end', '2099-12-25 Christmas Day'] },
    });
  });

  it('is renamed and gets other entries, and the audit says what came and went', async () => {
    const { id } = await make({ name: 'Before' });
    const [entry] = (await getCalendar(viewer, id)).entries;
    const saved = await updateCalendar(administrator, {
      id,
      version: 1,
      name: 'After',
      add: [FREEZE],
      remove: [entry?.id],
    });
    expect(saved).toEqual({ id, version: 2 });
    expect(await getCalendar(viewer, id)).toMatchObject({ name: 'After', entries: [FREEZE] });
    expect(await last()).toMatchObject({
      subject: 'After',
      details: {
        before: 'Before',
        after: 'After',
        removed: ['2099-12-25 Christmas Day'],
        added: ['2099-12-20 to 2100-01-03 Year end'],
      },
    });
  });

  it('is replaced as it is at that moment: what it has already stays, and no version is needed', async () => {
    const { id } = await make({ name: 'Replaced', dates: [CHRISTMAS] });
    const [kept] = (await getCalendar(viewer, id)).entries;
    await updateCalendar(administrator, { id, name: 'Replaced', add: [{ ...FREEZE, label: 'Meanwhile' }] });
    const whole = { id, name: 'Whole', dates: [CHRISTMAS, FREEZE] };
    expect(await replaceCalendar(administrator, whole)).toEqual({ id, version: 3 });
    const { name, entries } = await getCalendar(viewer, id);
    expect({ name, entries }).toMatchObject({ name: 'Whole', entries: [FREEZE, CHRISTMAS] });
    expect(entries).toContainEqual(kept);
    expect(await last()).toMatchObject({
      action: 'calendar.update',
      details: {
        before: 'Replaced',
        after: 'Whole',
        removed: ['2099-12-20 to 2100-01-03 Meanwhile'],
        added: ['2099-12-20 to 2100-01-03 Year end'],
      },
    });
    const twice = { ...whole, dates: [CHRISTMAS, FREEZE, { ...FREEZE }] };
    await expect(replaceCalendar(administrator, twice)).rejects.toMatchObject({
      fields: [{ path: 'dates.2' }],
    });
    await expect(replaceCalendar(administrator, { ...whole, version: 2 })).rejects.toMatchObject({
      status: 409,
    });
    const labels = ['One', 'Two', 'Three'];
    const together = labels.map((label) => ({ ...whole, dates: [{ ...FREEZE, label }] }));
    const saved = await Promise.all(together.map((one) => replaceCalendar(administrator, one)));
    expect(saved.map(({ version }) => version).sort()).toEqual([4, 5, 6]);
    const left = saved.findIndex(({ version }) => version === 6);
    expect((await getCalendar(viewer, id)).entries).toMatchObject([{ label: labels[left] }]);
  });

  it('is not changed by somebody who saw an older version', async () => {
    const { id } = await make({ name: 'Twice' });
    const change = (label: string) =>
      updateCalendar(administrator, { id, version: 1, name: 'Twice', add: [{ ...FREEZE, label }] });
    const both = await Promise.allSettled([change('One'), change('Other')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { status: 409 } });
    expect((await getCalendar(viewer, id)).entries).toHaveLength(2);
  });

  it('has a name of its own among those of its team, or of all', async () => {
    await make({ name: 'Bank holidays' });
    await make({ name: 'Bank holidays', teamId });
    await expect(make({ name: 'BANK HOLIDAYS' })).rejects.toMatchObject({ fields: [{ path: 'name' }] });
    await expect(make({ name: 'bank holidays', teamId })).rejects.toMatchObject({ status: 422 });
    const both = await Promise.allSettled([make({ name: 'At once' }), make({ name: 'at once' })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it.each([
    [
      'a date that does not exist',
      { first: '2099-02-29', last: '2099-03-01' },
      'dates.0.first',
      'does not exist',
    ],
    [
      'a range that ends before it begins',
      { first: '2099-03-02', last: '2099-03-01' },
      'dates.0.last',
      'before',
    ],
    ['a date before 1970', { first: '1969-12-31' }, 'dates.0.first', '1970 to 2199'],
    ['a date after 2199', { last: '2200-01-01' }, 'dates.0.last', '1970 to 2199'],
    ['an empty label', { label: ' ' }, 'dates.0.label', 'empty'],
    ['a long label', { label: 'x'.repeat(101) }, 'dates.0.label', 'at most 100'],
    ['two lines', { label: 'a\nb' }, 'dates.0.label', 'one line'],
  ])('refuses %s', async (_, entry, path, message) => {
    const before = await stateOf(product.database);
    await expect(make({ dates: [{ ...CHRISTMAS, ...entry }] })).rejects.toMatchObject({
      fields: [{ path, message: expect.stringContaining(message) }],
    });
    expect(await stateOf(product.database)).toEqual(before);
  });

  it('refuses the same entry twice, and more than 2,000', async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ ...CHRISTMAS, label: `Day ${index}` }));
    await expect(make({ dates: [CHRISTMAS, CHRISTMAS] })).rejects.toMatchObject({
      fields: [{ path: 'dates.1' }],
    });
    await expect(make({ dates: many(2001) })).rejects.toMatchObject({ fields: [{ path: 'dates' }] });
    const { id } = await make({ name: 'Full', dates: many(2000) });
    await expect(
      updateCalendar(administrator, { id, version: 1, name: 'Full', add: [FREEZE] }),
    ).rejects.toMatchObject({ fields: [{ path: 'add', message: expect.stringContaining('2001') }] });
  });

  it('is deleted with its entries', async () => {
    const { id } = await make({ name: 'Short-lived' });
    await deleteCalendar(administrator, { id, version: 1 });
    await expect(getCalendar(viewer, id)).rejects.toMatchObject({ status: 404 });
    expect(await db().calendarDates.count({ where: { calendarId: id } })).toBe(0);
    expect(await last()).toMatchObject({
      action: 'calendar.delete',
      details: { removed: ['2099-12-25 Christmas Day'] },
    });
  });

  it('is kept by administrators, and read by everybody with a role', async () => {
    const { id } = await make();
    const change = { id, version: 1, name: 'Stolen' };
    for (const who of ACTORS.filter((actor) => actor !== 'administrator' && actor !== 'system')) {
      const status = who === 'anonymous' ? 401 : 403;
      for (const act of [
        () => createCalendar(contextOf(who), { name: 'Own', teamId: null }),
        () => updateCalendar(contextOf(who), change),
        () => replaceCalendar(contextOf(who), change),
        () => importCalendar(contextOf(who), { id, version: 1, text: '', replace: true }),
        () => previewImport(contextOf(who), { id, text: '', replace: true }),
        () => deleteCalendar(contextOf(who), { id, version: 1 }),
      ])
        await expect(act()).rejects.toMatchObject({ status });
      const read = () => listCalendars(contextOf(who));
      if (who === 'anonymous') await expect(read()).rejects.toMatchObject({ status: 401 });
      else expect((await read()).length).toBeGreaterThan(0);
    }
    expect((await getCalendar(viewer, id)).version).toBe(1);
  });

  it('is listed with what is ahead, and given to forms without what is over', async () => {
    const past = { first: '2001-01-01', last: '2001-01-01', label: 'Over' };
    const { id } = await make({ name: 'Ahead', dates: [past, CHRISTMAS, FREEZE] });
    const row = (await listCalendars(viewer)).find((one) => one.id === id);
    expect(row).toEqual({ id, name: 'Ahead', teamName: null, ahead: 2, next: FREEZE, followers: 0 });
    const form = (await calendarsFor(contextOf('editor'))).find((one) => one.id === id);
    expect(form?.dates).toEqual([FREEZE, CHRISTMAS].map((entry) => ({ ...entry, by: 'Ahead' })));
  });
});

describe('an import', () => {
  const event = (day: string, summary: string) =>
    `BEGIN:VEVENT\r\nUID:${day}\r\nDTSTART;VALUE=DATE:${day}\r\nSUMMARY:${summary}\r\nEND:VEVENT\r\n`;
  const file = (...events: string[]) => `BEGIN:VCALENDAR\r\n${events.join('')}END:VCALENDAR\r\n`;
  const text = file(
    event('20991225', 'Christmas Day'),
    event('20991226', 'Boxing Day'),
    event('20010101', 'Over'),
  );

  it('says first what it would add and remove, and changes nothing', async () => {
    const { id } = await make({ name: 'Preview', dates: [CHRISTMAS, FREEZE] });
    const before = await stateOf(product.database);
    const boxing = { first: '2099-12-26', last: '2099-12-26', label: 'Boxing Day' };
    expect(await previewImport(administrator, { id, text, replace: false })).toEqual({
      added: [boxing],
      removed: [],
      kept: 1,
      past: 1,
      cancelled: 0,
      total: 3,
    });
    const replacing = await previewImport(administrator, { id, text, replace: true });
    expect(replacing).toMatchObject({ added: [boxing], removed: [FREEZE], total: 2 });
    expect(await stateOf(product.database)).toEqual(before);
  });

  it.each([
    [false, ['Year end', 'Christmas Day', 'Boxing Day']],
    [true, ['Christmas Day', 'Boxing Day']],
  ])('then does just that, replacing: %s', async (replace, labels) => {
    const { id } = await make({ dates: [CHRISTMAS, FREEZE] });
    const kept = (await getCalendar(viewer, id)).entries.find(({ label }) => label === CHRISTMAS.label);
    expect(await importCalendar(administrator, { id, version: 1, text, replace })).toEqual({
      id,
      version: 2,
    });
    const { entries } = await getCalendar(viewer, id);
    expect(entries.map(({ label }) => label)).toEqual(labels);
    expect(entries).toContainEqual(kept);
    expect(await last()).toMatchObject({
      action: 'calendar.import',
      details: { added: ['2099-12-26 Boxing Day'], kept: 1, past: 1 },
    });
    await expect(importCalendar(administrator, { id, version: 1, text, replace })).rejects.toMatchObject({
      status: 409,
    });
  });

  it.each([
    ['a broken file', 'BEGIN:VCALENDAR\nBEGIN:VEVENT', 'Line 2'],
    ['a file of more than 1 MB', file(event('20991225', 'x'.repeat(1_100_000))), 'larger than 1 MB'],
    ['a day after 2199', file(event('22000101', 'Late')), '1970 to 2199'],
    [
      'too many days',
      file(event('20270101', 'Daily').replace('END', 'RRULE:FREQ=DAILY;COUNT=2000\r\nEND')),
      'would make it 2001',
    ],
  ])('refuses %s, and says why', async (_, text, message) => {
    const { id } = await make();
    const input = { id, text, replace: false };
    const fields = [{ path: 'text', message: expect.stringContaining(message) }];
    await expect(previewImport(administrator, input)).rejects.toMatchObject({ fields });
    await expect(importCalendar(administrator, { ...input, version: 1 })).rejects.toMatchObject({ fields });
    expect((await getCalendar(viewer, id)).version).toBe(1);
  });
});
