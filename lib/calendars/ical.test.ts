import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IcalError, readIcal } from './ical';

const TODAY = '2026-11-21';

const file = (...events: string[][]) =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    ...events.flatMap((lines, index) => ['BEGIN:VEVENT', `UID:${index}`, ...lines, 'END:VEVENT']),
    'END:VCALENDAR',
  ].join('\r\n');

const days = (...lines: string[]) =>
  readIcal(file(['SUMMARY:x', ...lines]), TODAY).entries.map(({ first, last }) =>
    first === last ? first : `${first}/${last}`,
  );

/** As gov.uk writes its bank holidays (https://www.gov.uk/bank-holidays/england-and-wales.ics). */
const GOV_UK = `BEGIN:VCALENDAR
VERSION:2.0
METHOD:PUBLISH
PRODID:-//uk.gov/GOVUK calendars//EN
CALSCALE:GREGORIAN
BEGIN:VEVENT
DTEND;VALUE=DATE:20251227
DTSTART;VALUE=DATE:20251226
SUMMARY:Boxing Day
UID:ca6af7456b0088abad9a69f9f620f5ac-16@gov.uk
SEQUENCE:0
DTSTAMP:20250813T091100Z
END:VEVENT
BEGIN:VEVENT
DTEND;VALUE=DATE:20261226
DTSTART;VALUE=DATE:20261225
SUMMARY:Christmas Day
UID:ca6af7456b0088abad9a69f9f620f5ac-23@gov.uk
SEQUENCE:0
DTSTAMP:20250813T091100Z
END:VEVENT
BEGIN:VEVENT
DTEND;VALUE=DATE:20261229
DTSTART;VALUE=DATE:20261228
SUMMARY:Boxing Day
UID:ca6af7456b0088abad9a69f9f620f5ac-24@gov.uk
SEQUENCE:0
DTSTAMP:20250813T091100Z
END:VEVENT
END:VCALENDAR
`;

describe('a calendar file', () => {
  it('gives its days, without those that are over', () => {
    expect(readIcal(GOV_UK, TODAY)).toEqual({
      entries: [
        { first: '2026-12-25', last: '2026-12-25', label: 'Christmas Day' },
        { first: '2026-12-28', last: '2026-12-28', label: 'Boxing Day' },
      ],
      past: 1,
      cancelled: 0,
    });
  });

  it.each([
    ['all day, without an end', ['DTSTART;VALUE=DATE:20270101'], ['2027-01-01']],
    [
      'all day, the end exclusive',
      ['DTSTART;VALUE=DATE:20270101', 'DTEND;VALUE=DATE:20270104'],
      ['2027-01-01/2027-01-03'],
    ],
    ['all day, with a length', ['DTSTART;VALUE=DATE:20270227', 'DURATION:P3D'], ['2027-02-27/2027-03-01']],
    ['timed, within a day', ['DTSTART:20270101T100000Z', 'DTEND:20270101T113000Z'], ['2027-01-01']],
    ['timed, up to midnight', ['DTSTART:20270101T100000', 'DTEND:20270102T000000'], ['2027-01-01']],
    [
      'timed, over midnight',
      ['DTSTART;TZID=Europe/London:20270101T220000', 'DTEND;TZID=Europe/London:20270102T010000'],
      ['2027-01-01/2027-01-02'],
    ],
    ['timed, without an end', ['DTSTART:20270101T100000'], ['2027-01-01']],
    ['without length', ['DTSTART:20270101T000000', 'DTEND:20270101T000000'], ['2027-01-01']],
    ['under way', ['DTSTART;VALUE=DATE:20261101', 'DTEND;VALUE=DATE:20261201'], ['2026-11-01/2026-11-30']],
  ])('holds what is %s', (_, lines, expected) => {
    expect(days(...lines)).toEqual(expected);
  });

  it.each([
    // by hand: the fourth Thursday of November, the last Monday of May
    [
      'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=3',
      '20261126',
      ['2026-11-26', '2027-11-25', '2028-11-23'],
    ],
    ['RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;UNTIL=20280601', '20270531', ['2027-05-31', '2028-05-29']],
    // RFC 5545, 3.8.5.3: every other week; on the last day of the month
    ['RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3', '20270101', ['2027-01-01', '2027-01-15', '2027-01-29']],
    ['RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3', '20270131', ['2027-01-31', '2027-02-28', '2027-03-31']],
    ['RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', '20240229', ['2028-02-29', '2032-02-29', '2036-02-29']],
    ['RDATE;VALUE=DATE:20270301,20270401', '20270101', ['2027-01-01', '2027-03-01', '2027-04-01']],
    [
      'RRULE:FREQ=DAILY;COUNT=4\r\nEXDATE;VALUE=DATE:20270102,20270103',
      '20270101',
      ['2027-01-01', '2027-01-04'],
    ],
    ['RDATE;VALUE=DATE:20270301\r\nEXDATE;VALUE=DATE:20270101', '20270101', ['2027-03-01']],
  ])('repeats by %s', (rule, start, expected) => {
    expect(days(`DTSTART;VALUE=DATE:${start}`, rule)).toEqual(expected);
  });

  it('follows what repeats without an end for ten years', () => {
    const found = days('DTSTART;VALUE=DATE:19700101', 'RRULE:FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1');
    expect(found).toEqual(Array.from({ length: 10 }, (_, i) => `${2027 + i}-01-01`));
  });

  it('leaves out what is cancelled, also one time of several, and moves one that was moved', () => {
    const events = [
      ['SUMMARY:Gone', 'STATUS:CANCELLED', 'DTSTART;VALUE=DATE:20270601'],
      ['SUMMARY:Weekly', 'DTSTART;VALUE=DATE:20270101', 'RRULE:FREQ=WEEKLY;COUNT=4'],
      [
        'SUMMARY:Weekly',
        'RECURRENCE-ID;VALUE=DATE:20270108',
        'DTSTART;VALUE=DATE:20270108',
        'STATUS:CANCELLED',
      ],
      ['SUMMARY:Moved', 'RECURRENCE-ID;VALUE=DATE:20270115', 'DTSTART;VALUE=DATE:20270116'],
      ['SUMMARY:Other', 'DTSTART;VALUE=DATE:20270108', 'RRULE:FREQ=DAILY;COUNT=1'],
    ];
    const text = file(...events).replaceAll(/UID:[123]\r\n/g, 'UID:weekly\r\n');
    expect(readIcal(text, TODAY)).toEqual({
      entries: [
        { first: '2027-01-01', last: '2027-01-01', label: 'Weekly' },
        { first: '2027-01-08', last: '2027-01-08', label: 'Other' },
        { first: '2027-01-16', last: '2027-01-16', label: 'Moved' },
        { first: '2027-01-22', last: '2027-01-22', label: 'Weekly' },
      ],
      past: 0,
      cancelled: 2,
    });
  });

  it('holds the same day under the same name once, and names each event in one line', () => {
    const event = ['DTSTART;VALUE=DATE:20270101', 'SUMMARY:New Year\\, \r\n the\\n first \\; day'];
    const untitled = ['DTSTART;VALUE=DATE:20270102'];
    const long = ['DTSTART;VALUE=DATE:20270103', `SUMMARY:${'x'.repeat(99)}😀`];
    expect(readIcal(file(event, event, untitled, long), TODAY).entries.map(({ label }) => label)).toEqual([
      'New Year, the first ; day',
      'Without a title',
      'x'.repeat(99),
    ]);
  });

  it('takes dates as they are written in a zone that the file explains, as Outlook does', () => {
    const zone = ['BEGIN:VTIMEZONE', 'TZID:Own', 'BEGIN:STANDARD', 'DTSTART:16010101T000000'];
    const rest = ['TZOFFSETFROM:+0000', 'TZOFFSETTO:+1200', 'END:STANDARD', 'END:VTIMEZONE', 'BEGIN:VEVENT'];
    const event = ['SUMMARY:x', 'DTSTART;TZID=Own:20270101T230000', 'DTEND;TZID=Own:20270101T233000'];
    const text = file([...event, 'RRULE:FREQ=DAILY;COUNT=3', 'EXDATE;TZID=Own:20270102T230000']).replace(
      'BEGIN:VEVENT',
      [...zone, ...rest].join('\r\n'),
    );
    expect(readIcal(text, TODAY).entries.map(({ first }) => first)).toEqual(['2027-01-01', '2027-01-03']);
  });

  it('reads several calendars in one file, a byte order mark, and other line ends', () => {
    const one = file(['SUMMARY:a', 'DTSTART;VALUE=DATE:20270101']);
    const two = file(['SUMMARY:b', 'DTSTART;VALUE=DATE:20270102']);
    expect(readIcal(`\uFEFF${one}\n${two}\r`.replaceAll('\r\n', '\r'), TODAY).entries).toHaveLength(2);
  });
});

describe('a file that is broken', () => {
  const problem = (text: string) => {
    try {
      readIcal(text, TODAY);
    } catch (error) {
      if (error instanceof IcalError) return error.message;
      throw error;
    }
    return 'none';
  };

  it.each([
    ['', /^Line 1: this is no calendar file/],
    ['<html>', /^Line 1: this is no calendar file/],
    ['\n\nBEGIN:VEVENT', /^Line 3: this is no calendar file/],
    [file(), /^Line 1: there is no event/],
    ['BEGIN:VCALENDAR\nnonsense\nEND:VCALENDAR', /^Line 2: "nonsense" is no property/],
    ['BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x', /^Line 2: BEGIN:VEVENT is never closed/],
    ['BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR', /^Line 3: END:VCALENDAR closes BEGIN:VEVENT of line 2/],
    ['BEGIN:VCALENDAR\nEND:VCALENDAR\nEND:VEVENT', /^Line 3: END:VEVENT closes nothing/],
    [file(['SUMMARY:x', 'DTSTART:nonsense']), /^Line 6: DTSTART can't be read: DTSTART:nonsense/],
    [file(['DTSTART;VALUE=DATE:20270101', 'DTEND;VALUE=DATE:2027-01-02']), /^Line 6: DTEND can't be read/],
    [file(['DTSTART;VALUE=DATE:20270229']), /^Line 5: DTSTART: 20270229 is no date/],
    [file(['DTSTART:20270228T250000']), /^Line 5: DTSTART: 20270228T250000 is no date/],
    [
      file(['DTSTART;VALUE=DATE:20270101', 'EXDATE;VALUE=DATE:20270101,2027']),
      /^Line 6: EXDATE can't be read/,
    ],
    [file(['DTSTART;VALUE=DATE:20270101', 'RRULE:FREQ=FOO']), /^Line 6: RRULE can't be read/],
    [file(['DTSTART;VALUE=DATE:20270101', 'DTEND;VALUE=DATE:20261231']), /^Line 3: this event ends before/],
    [file(['SUMMARY:x']), /^Line 3: this event has no DTSTART/],
    [
      file(['DTSTART:20270101T000000Z', 'RRULE:FREQ=MINUTELY']),
      // On a busy machine time is up before.
      /^Line (3: this event can't be read: the events repeat|1: the file takes too long)/,
    ],
  ])('is refused with its line: %j', (text, expected) => {
    expect(problem(text)).toMatch(expected);
  });

  it('is refused where a rule can never be met, instead of being read for ever', () => {
    const never = ['DTSTART;VALUE=DATE:20270101', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31'];
    expect(problem(file(never))).toMatch(/^Line 1: the file takes too long/);
  });

  it('never answers with anything but days or a line', () => {
    const lines = GOV_UK.split('\n');
    const damage = fc.record({
      at: fc.nat(lines.length - 1),
      what: fc.oneof(
        fc.constantFrom(
          '',
          'BEGIN:VEVENT',
          'END:VEVENT',
          'RRULE:FREQ=WEEKLY;COUNT=3',
          'DTSTART:20270101',
          ':',
          ';=:',
        ),
        fc.string({ maxLength: 30 }),
      ),
      remove: fc.nat(2),
    });
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (all) => {
        const broken = [...lines];
        for (const { at, what, remove } of all) broken.splice(at, remove, what);
        const text = broken.join('\n');
        if (problem(text) !== 'none') return;
        for (const { first, last, label } of readIcal(text, TODAY).entries) {
          expect(first <= last && last >= TODAY).toBe(true);
          expect(label.length).toBeGreaterThan(0);
          expect(label.length).toBeLessThanOrEqual(100);
        }
      }),
    );
  });
});
