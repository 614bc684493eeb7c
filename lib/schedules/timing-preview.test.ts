import { describe, expect, it } from 'vitest';
import { emptyForm, type ScheduleForm } from './form';
import type { TimingForm } from './form-timing';
import { neverRuns, type PreviewContext, previewTiming } from './timing-preview';

const now = new Date('2027-03-26T12:00:00Z');
const context: PreviewContext = { excluded: [] };
const form = (timing: Partial<TimingForm>, fields: Partial<ScheduleForm> = {}): ScheduleForm => {
  const empty = emptyForm({ teamId: '', owner: '', timeZone: 'Europe/London' });
  return { ...empty, timing: { ...empty.timing, ...timing }, ...fields };
};
const cron = (expression: string, fields?: Partial<ScheduleForm>) =>
  form({ mode: 'expression', expression }, fields);

describe('the timing while it is typed', () => {
  it.each<[string, Partial<TimingForm>]>([
    ['once', { mode: 'once' }],
    ['every', { mode: 'every', every: ' ' }],
    ['daily', { mode: 'daily', times: [''] }],
    ['expression', { mode: 'expression' }],
  ])('says nothing of what is not entered yet: %s', (_, timing) => {
    expect(previewTiming(form(timing), now, context)).toEqual({ kind: 'incomplete' });
  });

  it('says nothing while the zone is none', () => {
    const elsewhere = form({ times: ['09:00'] }, { timeZone: 'Mars/Base' });
    expect(previewTiming(elsewhere, now, context)).toEqual({ kind: 'incomplete' });
  });

  it('offers a corrected expression, with the position of the mistake', () => {
    expect(previewTiming(cron('0 9 * * *'), now, context)).toMatchObject({
      kind: 'wrong',
      error: { suggestion: 'cron(0 9 * * ? *)', position: 0 },
    });
  });

  it('refuses at its field what can not be', () => {
    expect(previewTiming(form({ times: ['09:00', '17:30'], second: '61' }), now, context)).toEqual({
      kind: 'wrong',
      problems: {
        'timing.times': expect.stringContaining('would also run at 09:30 and 17:00'),
        'timing.second': expect.stringContaining('0 to 59'),
      },
      error: null,
    });
  });

  it('is said in English with its second, and is what the engine takes', () => {
    expect(previewTiming(form({ times: ['09:00'], second: '30' }), now, context)).toMatchObject({
      kind: 'right',
      english: 'At 09:00:30 every day, in London',
      timing: { expression: 'cron(0 9 * * ? *)', timeZone: 'Europe/London', second: 30 },
    });
  });

  it('tells what would never run, and where', () => {
    const past = form({ mode: 'once', local: '2027-03-26T11:00' });
    expect(neverRuns(past, now, context)).toMatchObject({
      field: 'timing.local',
      message: expect.stringMatching(/has passed/),
    });
    const short = form({ times: ['09:00'] }, { endLocal: '2027-03-27T08:00' });
    expect(neverRuns(short, now, context)).toMatchObject({
      field: 'timing.times',
      message: expect.stringMatching(/no run between/),
    });
    for (const expression of ['cron(0 9 1 1 ? 2020)', 'cron(30 1 28 3 ? 2027)'])
      expect(neverRuns(cron(expression), now, context)?.message).toMatch(
        /years are over, or the clocks jump/,
      );
    expect(neverRuns(cron('cron(0 9 * * ? *)'), now, context)).toBeNull();
    expect(neverRuns(cron('nonsense'), now, context)).toBeNull();
  });

  it('tells that calendars exclude every time', () => {
    const once = form({ mode: 'once', local: '2027-12-25T09:00' });
    const excluded = [{ first: '2027-12-25', last: '2027-12-26', by: 'Bank holidays', label: 'Christmas' }];
    expect(neverRuns(once, now, { excluded })).toMatchObject({
      field: 'calendarIds',
      message: expect.stringMatching(/calendars exclude/),
    });
    expect(neverRuns(once, now, context)).toBeNull();
  });
});
