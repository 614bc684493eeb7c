import { describe, expect, it } from 'vitest';
import { emptyForm, type ScheduleForm, type TimingForm } from './form';
import { comingRuns, neverRuns, previewTiming, runsWithin } from './timing-preview';

const now = new Date('2027-03-26T12:00:00Z');
const form = (timing: Partial<TimingForm>, fields: Partial<ScheduleForm> = {}): ScheduleForm => {
  const empty = emptyForm({ teamId: '', owner: '', timeZone: 'Europe/London' });
  return { ...empty, timing: { ...empty.timing, ...timing }, ...fields };
};
const cron = (expression: string, fields?: Partial<ScheduleForm>) =>
  form({ mode: 'expression', expression }, fields);

function timingOf(entered: ScheduleForm) {
  const preview = previewTiming(entered, now);
  if (preview.kind !== 'right') throw new Error(`The timing is ${preview.kind}.`);
  return preview.timing;
}

describe('the timing while it is typed', () => {
  it('says nothing of what is not entered yet', () => {
    expect(previewTiming(form({ mode: 'once' }), now)).toEqual({ kind: 'incomplete' });
    expect(previewTiming(form({ mode: 'every', every: ' ' }), now)).toEqual({ kind: 'incomplete' });
  });

  it('offers a corrected expression, with the position of the mistake', () => {
    const preview = previewTiming(cron('0 9 * * *'), now);
    expect(preview).toMatchObject({ kind: 'wrong', error: { suggestion: 'cron(0 9 * * ? *)', position: 0 } });
  });

  it('marks the run before which the clocks change', () => {
    const runs = comingRuns(timingOf(cron('cron(0 9 * * ? *)')), now, 3);
    expect(runs).toEqual([
      { at: new Date('2027-03-27T09:00:00Z'), clocks: null },
      { at: new Date('2027-03-28T08:00:00Z'), clocks: { from: 0, to: 60 } },
      { at: new Date('2027-03-29T08:00:00Z'), clocks: null },
    ]);
  });

  it('counts the runs of thirty days', () => {
    expect(runsWithin(timingOf(form({ mode: 'every', every: '1', unit: 'minute' })), now, 30)).toBe(43_200);
    expect(runsWithin(timingOf(cron('cron(0 9 * * ? *)', { endLocal: '2027-03-28T12:00' })), now, 30)).toBe(
      2,
    );
    expect(runsWithin(timingOf(form({ mode: 'once', local: '2027-06-01T00:00' })), now, 30)).toBe(0);
  });

  it('tells what would never run', () => {
    expect(neverRuns(form({ mode: 'once', local: '2027-03-26T11:00' }), now)).toMatch(/has passed/);
    expect(neverRuns(cron('cron(0 9 * * ? *)', { endLocal: '2027-03-27T08:00' }), now)).toMatch(/never run/);
    expect(neverRuns(cron('cron(0 9 * * ? *)'), now)).toBeNull();
    expect(neverRuns(cron('nonsense'), now)).toBeNull();
  });
});
