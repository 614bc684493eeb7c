import { Cron } from 'croner';
import { describe, expect, it } from 'vitest';
import everyday from '../data/expressions.json';
import { parseExpression } from '../expression';
import { nextOccurrence } from '../occurrences';
import { ODD_ZONES } from '../oracle';
import { clockOf, isSecondPass, meansLocal } from './local-minutes';
import { EXPRESSIONS, engineRuns, type Window, windows } from './windows';

const PATIENCE = 120_000;

const OPTIONS = { mode: '7-part', alternativeWeekdays: true, sloppyRanges: true, paused: true } as const;

/**
 * croner moves a time that clocks jump over, and may give a repeated hour twice: what does not match the fields or
 * comes second is dropped.
 */
function cronerRuns({ cron, timeZone, from }: Window, to: number): number[] {
  const pattern = new Cron(`0 ${cron.spelled.join(' ')}`, { ...OPTIONS, timezone: timeZone });
  const shows = clockOf(timeZone);
  const found = new Set<number>();
  for (let next = pattern.nextRun(new Date(from - 1000)); next; next = pattern.nextRun(next)) {
    const at = Number(next);
    if (at >= to) break;
    if (meansLocal(cron, shows(at)) && !isSecondPass(timeZone, at)) found.add(at);
  }
  return [...found];
}

describe('the same runs as croner gives, less those that AWS skips and does not repeat', () => {
  const all = windows(3);

  it.each(ODD_ZONES)('in %s', { timeout: PATIENCE }, (zone) => {
    const here = all.filter(({ timeZone }) => timeZone === zone);
    let compared = 0;
    const mismatches: string[] = [];
    for (const window of here) {
      const { ours, to } = engineRuns(window);
      const theirs = cronerRuns(window, to);
      compared += theirs.length;
      if (ours.join() !== theirs.join()) {
        mismatches.push(`${window.cron.text} from ${new Date(window.from).toISOString()}`);
      }
    }
    console.info(`croner: ${compared} runs in ${here.length} windows compared in ${zone}`);
    expect(mismatches).toEqual([]);
    expect(new Set(here.map(({ cron }) => cron)).size).toBe(EXPRESSIONS);
    expect(compared).toBeGreaterThan(3_000);
  });

  it('in the next runs of everyday expressions', { timeout: PATIENCE }, () => {
    const after = new Date('2026-10-20T00:00:00Z');
    for (const { expression: text, timezone } of everyday.slice(0, 200)) {
      const ours = nextOccurrence(parseExpression(text), { timeZone: timezone, after });
      const theirs = new Cron(`0 ${text.slice('cron('.length, -1)}`, { ...OPTIONS, timezone }).nextRun(after);
      expect([text, timezone, ours]).toEqual([text, timezone, theirs]);
    }
  });
});
