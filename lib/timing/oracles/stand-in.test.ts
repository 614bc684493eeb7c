import { describe, expect, it } from 'vitest';
import { nextSlot, parseExpression } from '@/lib/local/aws/scheduler/expression';
import { expectedList, LISTS, type Row, readTable } from './table';

/**
 * The local EventBridge Scheduler evaluates expressions by itself. It is held against the same table as the engine, so
 * that the two cannot agree on a mistake.
 */

/** Rows of Rota's own rules: what AWS leaves open, and what it does not have. */
const NOT_OF_AWS = new Set(['gap', 'second']);

function isOfAws({ key, expected, options }: Row): boolean {
  const own = options.second !== undefined || (options.excluded?.length ?? 0) > 0;
  return expected !== 'invalid' && !own && !NOT_OF_AWS.has(key);
}

function slots({ expression, options, from }: Row, most: number): string[] {
  const parsed = parseExpression(expression, options.timeZone);
  const anchor = Number(options.anchor ?? options.start ?? from);
  const bounds = { anchor, start: options.start?.getTime(), end: options.end?.getTime() };
  const found: string[] = [];
  let after = from.getTime();
  while (found.length < most) {
    const slot = nextSlot(parsed, bounds, after);
    if (slot === null) break;
    found.push(new Date(slot).toISOString());
    after = slot;
  }
  return found;
}

describe('the local EventBridge Scheduler fires by the same table', () => {
  const rows = LISTS.flatMap(readTable).filter(isOfAws);

  it('of which most rows are its business', () => {
    expect(rows.length).toBeGreaterThan(220);
  });

  it.each(rows)('$expression in $options.timeZone from $from ($source)', (row) => {
    const { instants, closed } = expectedList(row);
    const found = slots(row, instants.length + (closed ? 1 : 0));
    expect(found).toEqual(instants.map((each) => each.toISOString()));
  });
});
