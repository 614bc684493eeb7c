import { describe as inEnglish } from '@/lib/timing/describe';
import { type Occurrence, type Timetable, timetable } from '@/lib/timing/timetable';
import { writeInstant, writeOffset } from './instant';
import type { ListOptions } from './options';

/** As many occurrences as are held at a time: the list may be as long as two centuries. */
const BATCH = 1_000;

/** What the command prints, in pieces of whole lines. */
export function* listing(options: ListOptions): Generator<string> {
  const { expression, timetable: settings, json } = options;
  if (options.describe) {
    const description = inEnglish(expression, settings.timeZone, settings.second);
    yield `${json ? JSON.stringify({ description }) : description}\n`;
    return;
  }
  let left = options.count;
  const pieces = (options.backwards ? backwards : forwards)(timetable(expression, settings), options);
  for (const piece of pieces) {
    let lines = '';
    for (const one of piece) {
      if (json) lines += `${JSON.stringify(shown(one))}\n`;
      else if (one.kind !== 'skipped') lines += `${writeInstant(one.at)}\n`;
      if (one.kind !== 'skipped') left -= 1;
      if (left === 0) break;
    }
    if (lines !== '') yield lines;
    if (left === 0) return;
  }
}

function* forwards(table: Timetable, { from, until, count }: ListOptions): Generator<Occurrence[]> {
  const end = until?.getTime() ?? Number.POSITIVE_INFINITY;
  const most = Math.min(count, BATCH);
  let next = from.getTime() + 1;
  for (;;) {
    const piece: Occurrence[] = [];
    table.occurrences(next, end, (one) => {
      piece.push(one);
      if (one.kind === 'skipped' || piece.length < most) return true;
      next = one.at + 1;
      return false;
    });
    if (piece.length > 0) yield piece;
    if (piece.length < most || piece.at(-1)?.kind === 'skipped') return;
  }
}

/** Run by run; what was skipped stands between the runs, as it does forwards. */
function* backwards(table: Timetable, { from, until }: ListOptions): Generator<Occurrence[]> {
  const stop = until?.getTime() ?? Number.NEGATIVE_INFINITY;
  let before = from.getTime();
  for (;;) {
    const run = table.previous(before);
    if (!(run > stop)) return;
    const piece: Occurrence[] = [];
    table.occurrences(run, before, (one) => piece.push(one));
    yield piece.reverse();
    before = run;
  }
}

function shown(one: Occurrence): { at: string | null; local: string; offset: string | null; kind: string } {
  const { kind, local } = one;
  if (kind === 'skipped') return { at: null, local, offset: null, kind };
  const offset = Date.parse(`${local}Z`) - Math.floor(one.at / 1000) * 1000;
  return { at: writeInstant(one.at), local, offset: writeOffset(offset), kind };
}
