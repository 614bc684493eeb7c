import { inEnvironment, type Scope } from '@/lib/auth/access';
import { command } from '@/lib/command';
import { actorId } from '@/lib/context';
import type { Tx } from '@/lib/db';
import { wakeDeliveries } from '@/lib/dispatch/wake';
import { invalid, notFound } from '@/lib/errors';
import type { GateWindow } from '@/lib/generated/prisma/client';
import { newId } from '@/lib/id';
import { databaseNow } from '@/lib/schedules/load';
import { type Closing, nextClosing } from './closing';
import { atGate, lockGate } from './load';
import { addWindowInput, removeWindowInput } from './schema';
import { windowOf, writeClosing } from './windows';

/** Plans a maintenance window of a gate: nothing passes while it lasts. @throws RotaError as every command */
export const addWindow = command({
  permission: 'gate.add-window',
  input: addWindowInput,
  at: atGate,
  async run(tx, { actor }, { id, window, reason }) {
    const gate = await lockGate(tx, id);
    const when =
      window.kind === 'once'
        ? { fromAt: window.from, untilAt: window.until }
        : { expression: window.expression, timeZone: window.timeZone, minutes: window.minutes };
    const row = await tx.gateWindow.create({
      data: { id: newId(), gateId: id, ...when, reason, createdBy: actorId(actor) },
    });
    const first = nextClosing([windowOf(row)], await databaseNow(tx));
    if (!first) throw invalid([PAST[window.kind]]);
    if (window.kind === 'recurring') await assertOpens(tx, id, first);
    await writeClosing(tx, id);
    return {
      result: { windowId: row.id },
      entry: {
        audit: 'activity',
        action: 'gate.add-window',
        subject: gate.name,
        reason,
        details: { gateId: id, windowId: row.id, after: snapshot(row) },
      },
    };
  },
});

const PAST = {
  once: { path: 'window.until', message: 'This window is over already. Enter an end in the future.' },
  recurring: { path: 'window.expression', message: 'This never comes again. Enter times in the future.' },
} as const;

/**
 * Refuses windows that never let their gate open: that is no maintenance, and would be taken for one.
 * @param first when the new one closes it first, by itself
 * @throws RotaError invalid
 */
async function assertOpens(tx: Tx, gateId: string, first: Closing): Promise<void> {
  const rows = await tx.gateWindow.findMany({ where: { gateId } });
  if (first.ends && nextClosing(rows.map(windowOf), first.from)?.ends) return;
  const who = first.ends ? 'With what is planned already, these windows' : 'These windows';
  const message = `${who} follow one another without a gap, so the gate would never open. Enter fewer minutes, or close the gate by hand.`;
  throw invalid([{ path: 'window.minutes', message }]);
}

/** Takes a maintenance window back; where it closes the gate just now, that opens, and starts slowly. */
export const removeWindow = command({
  permission: 'gate.remove-window',
  input: removeWindowInput,
  at: atWindow,
  async run(tx, _context, { windowId }) {
    const row = await load(tx, windowId);
    const gate = await lockGate(tx, row.gateId);
    await tx.gateWindow.delete({ where: { id: windowId } });
    await writeClosing(tx, gate.id);
    await wakeDeliveries(tx, gate.environmentId);
    return {
      result: { windowId },
      entry: {
        audit: 'activity',
        action: 'gate.remove-window',
        subject: gate.name,
        details: { gateId: gate.id, windowId, before: snapshot(row) },
      },
    };
  },
});

async function atWindow(tx: Tx, { windowId }: { windowId: string }): Promise<Scope> {
  const { gateId } = await load(tx, windowId);
  return inEnvironment((await lockGate(tx, gateId)).environmentId);
}

/** @throws RotaError not-found */
async function load(tx: Tx, id: string): Promise<GateWindow> {
  const row = await tx.gateWindow.findUnique({ where: { id } });
  if (!row) throw notFound('This window');
  return row;
}

const snapshot = ({ fromAt, untilAt, expression, timeZone, minutes }: GateWindow) =>
  fromAt && untilAt
    ? { from: fromAt.toISOString(), until: untilAt.toISOString() }
    : { expression, timeZone, minutes };
