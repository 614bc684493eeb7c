import { type Bounds, nextSlot, parseExpression } from './expression';
import type { ScheduleBody } from './schedule';

/** Where a schedule stands, in epoch milliseconds. */
export interface Standing {
  anchor: number;
  lastSlot: number | null;
  nextSlot: number | null;
}

export function boundsOf(body: ScheduleBody, anchor: number): Bounds {
  return {
    anchor,
    start: body.StartDate === undefined ? undefined : body.StartDate * 1000,
    end: body.EndDate === undefined ? undefined : body.EndDate * 1000,
  };
}

export const expressionOf = (body: ScheduleBody) =>
  parseExpression(body.ScheduleExpression, body.ScheduleExpressionTimezone);

const following = (body: ScheduleBody, anchor: number, after: number) =>
  nextSlot(expressionOf(body), boundsOf(body, anchor), after);

/**
 * The standing of a new schedule, or of one whose expression has changed. A rate without StartDate is due at
 * once; a one-time schedule whose time has passed too.
 */
export function beginning(body: ScheduleBody, now: number): Standing {
  const anchor = body.StartDate === undefined ? now : body.StartDate * 1000;
  const { kind } = expressionOf(body);
  const after = kind === 'at' ? Number.NEGATIVE_INFINITY : kind === 'rate' ? anchor - 1 : now - 1;
  return {
    anchor,
    lastSlot: null,
    nextSlot: body.State === 'ENABLED' ? following(body, anchor, after) : null,
  };
}

/**
 * The standing after an update. With the expression unchanged no slot fires twice: a one-time schedule that
 * has fired stays done, a rate keeps its steps, and what fell due while it was disabled is left out.
 */
export function continuing(
  before: { body: ScheduleBody; standing: Standing },
  body: ScheduleBody,
  now: number,
): Standing {
  const { standing } = before;
  const changed =
    before.body.ScheduleExpression !== body.ScheduleExpression ||
    before.body.ScheduleExpressionTimezone !== body.ScheduleExpressionTimezone;
  if (changed) return beginning(body, now);
  const { lastSlot } = standing;
  const { kind } = expressionOf(body);
  const restarts = lastSlot === null && before.body.State === 'DISABLED' && body.StartDate === undefined;
  const anchor = body.StartDate !== undefined ? body.StartDate * 1000 : restarts ? now : standing.anchor;
  if (body.State === 'DISABLED') return { anchor, lastSlot, nextSlot: null };
  if (kind === 'at')
    return {
      anchor,
      lastSlot,
      nextSlot: lastSlot === null ? following(body, anchor, Number.NEGATIVE_INFINITY) : null,
    };
  const overdue = standing.nextSlot !== null && standing.nextSlot <= now ? standing.nextSlot - 1 : now - 1;
  return { anchor, lastSlot, nextSlot: following(body, anchor, Math.max(lastSlot ?? overdue, overdue)) };
}
