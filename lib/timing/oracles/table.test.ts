import { describe, expect, it } from 'vitest';
import { ExpressionError, parseExpression } from '../expression';
import { nextOccurrences } from '../occurrences';
import { type Occurrence, timetable } from '../timetable';
import { localFields, toInstant } from '../zone';
import { expectedList, instant, LISTS, type Row, readTable } from './table';

const compiled = ({ expression, options }: Row) => timetable(parseExpression(expression), options);
const title = (row: Row) => ({ ...row, title: `${row.expression} from ${row.from.toISOString()}` });
const iso = (at: number) => new Date(at).toISOString();
const isoOf = (dates: readonly Date[]) => dates.map((date) => date.toISOString());

/** Follows `step` from an instant until it gives NaN, at most `most` times. */
function follow(step: (from: number) => number, from: Date, most: number): string[] {
  const found: string[] = [];
  for (let at = step(from.getTime()); !Number.isNaN(at) && found.length < most; at = step(at))
    found.push(iso(at));
  return found;
}

describe('the table', () => {
  const rows = [...LISTS, 'previous', 'counts', 'kinds'].flatMap(readTable);

  it('holds at least 300 rows, none of them twice', () => {
    const asked = rows.map(({ source, ...row }) => JSON.stringify(row));
    expect(asked.length).toBeGreaterThanOrEqual(300);
    expect(asked.filter((row, index) => asked.indexOf(row) !== index)).toEqual([]);
  });

  it('holds at least 150 expressions, in at least 30 zones', () => {
    expect(new Set(rows.map(({ expression }) => expression)).size).toBeGreaterThanOrEqual(150);
    expect(new Set(rows.map(({ options }) => options.timeZone)).size).toBeGreaterThanOrEqual(30);
  });
});

describe.each(LISTS)('runs by the table: %s', (name) => {
  const rows = readTable(name).map(title);

  it.each(rows.filter(({ expected }) => expected === 'invalid'))('$title is refused ($source)', (row) => {
    expect(() => parseExpression(row.expression)).toThrow(ExpressionError);
  });

  it.each(rows.filter(({ expected }) => expected !== 'invalid'))('$title ($source)', (row) => {
    const { instants, closed } = expectedList(row);
    const most = instants.length + (closed ? 1 : 0);
    const wanted = isoOf(instants);
    const options = { ...row.options, after: row.from, count: most };
    expect(isoOf(nextOccurrences(parseExpression(row.expression), options))).toEqual(wanted);

    const table = compiled(row);
    expect(follow(table.next.bind(table), row.from, most)).toEqual(wanted);
    const last = instants.at(-1) ?? row.from;
    const to = new Date(closed ? Date.UTC(2300, 0, 1) - 1 : last.getTime() + 1);
    const backwards = follow(table.previous.bind(table), to, instants.length);
    expect(backwards.toReversed()).toEqual(wanted);
    const from = row.from.getTime() + 1;
    expect(table.count(from, to.getTime())).toBe(instants.length);
    const visited: string[] = [];
    table.each(from, to.getTime(), (at) => visited.push(iso(at)));
    expect(visited).toEqual(wanted);
  });
});

describe('runs backwards by the table', () => {
  it.each(readTable('previous').map(title))('$title ($source)', (row) => {
    const { instants, closed } = expectedList(row);
    const table = compiled(row);
    const found = follow(table.previous.bind(table), row.from, instants.length + (closed ? 1 : 0));
    expect(found).toEqual(isoOf(instants));
  });
});

describe('counts by the table', () => {
  it.each(readTable('counts').map(title))('$title: $expected ($source)', (row) => {
    expect(compiled(row).count(row.from.getTime(), Number(row.to))).toBe(Number(row.expected));
  });
});

/** `kind local@instant`, as the table writes it. */
function written(occurrence: Occurrence): string {
  const short = (text: string) => text.slice(0, 19).replace(/:00$/, '');
  const at = occurrence.kind === 'skipped' ? occurrence.gapEnd : occurrence.at;
  return `${occurrence.kind} ${short(occurrence.local)}@${short(iso(at))}`;
}

describe('kinds by the table', () => {
  it.each(readTable('kinds').map(title))('$title ($source)', (row) => {
    const found: Occurrence[] = [];
    compiled(row).occurrences(row.from.getTime(), Number(row.to), (each) => found.push(each));
    expect(found.map(written)).toEqual(row.expected.split(', '));
    for (const each of found) {
      if (each.kind === 'excluded') expect(row.options.excluded).toContain(each.dates);
    }
  });

  it.each(readTable('kinds').map(title))('and those of single local times: $title', (row) => {
    for (const each of row.expected.split(', ')) {
      const [, kind, local = '', at = ''] = /^(\w+) (\S+)@(\S+)$/.exec(each) ?? [];
      const { year, month, day, hour, minute, second } = localFields(instant(local), 'UTC');
      const found = toInstant({ year, month, day, hour, minute, second }, row.options.timeZone);
      if (kind === 'skipped') expect(found).toBeNull();
      else if (kind === 'repeated') expect(found).toMatchObject({ kind, instant: instant(at) });
      else if (!row.expression.startsWith('rate'))
        expect(found).toEqual({ kind: 'ordinary', instant: instant(at) });
    }
  });
});
