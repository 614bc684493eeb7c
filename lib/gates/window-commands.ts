import { inEnvironment, type Scope } from '@/lib/auth/access';
import { command } from '@/lib/command';
import { actorId } from '@/lib/context';
import type { Tx } from '@/lib/db';
import { wakeDeliveries } from '@/lib/dispatch/wake';
import { invalid, notFound } from '@/lib/errors';
import type { GateWindow } from '@/lib/generated/prisma/client';
import { newId } from '@/lib/id';
import { databaseNow } from '@/lib/schedules/load';
import { nextClosing } from './closing';
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
    if (!nextClosing([windowOf(row)], await databaseNow(tx))) throw invalid([PAST[window.kind]]);
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
