import { inEnvironment } from '@/lib/auth/access';
import { command } from '@/lib/command';
import { actorId, actorName } from '@/lib/context';
import type { Tx } from '@/lib/db';
import { wakeDeliveries } from '@/lib/dispatch/wake';
import { conflict, invalid } from '@/lib/errors';
import { newId } from '@/lib/id';
import { databaseNow } from '@/lib/schedules/load';
import { assertVersion, atGate, lockGate, snapshotOf } from './load';
import { closeInput, createInput, deleteInput, openInput, updateInput } from './schema';

export type SavedGate = { id: string; version: number };

/** Adds a gate to an environment. Nothing stands behind it yet, so its bucket is full. */
export const createGate = command({
  permission: 'gate.create',
  input: createInput,
  at: async (_tx, { environmentId }) => inEnvironment(environmentId),
  async run(tx, { actor }, { environmentId, gate }) {
    if (!(await tx.environment.findUnique({ where: { id: environmentId } })))
      throw invalid([{ path: 'environmentId', message: 'This environment does not exist. Choose another.' }]);
    await assertNameFree(tx, environmentId, gate.name, '');
    const created = await tx.gate.create({
      data: { id: newId(), environmentId, ...gate, createdBy: actorId(actor) },
    });
    return done('gate.create', created, { environmentId, after: snapshotOf(created) });
  },
});

/** Changes what a gate allows, from now on. Where its circuit is taken away while it is open, it closes with a slow start. */
export const updateGate = command({
  permission: 'gate.update',
  input: updateInput,
  at: atGate,
  async run(tx, _context, { id, version, gate }) {
    const before = await lockGate(tx, id);
    assertVersion(before, version);
    await assertNameFree(tx, before.environmentId, gate.name, id);
    const changed = await tx.gate.update({ where: { id }, data: { ...gate, version: { increment: 1 } } });
    if (gate.circuitFailures === null) {
      await tx.$executeRaw`
        SELECT gate_start_slowly(ARRAY(SELECT gate_id FROM gate_state WHERE gate_id = ${id} AND circuit_until IS NOT NULL))`;
      await tx.gateState.update({
        where: { gateId: id },
        data: { failures: 0, circuitSince: null, circuitUntil: null, probeRunId: null },
      });
    }
    await wakeDeliveries(tx, before.environmentId);
    return done('gate.update', changed, { before: snapshotOf(before), after: snapshotOf(changed) });
  },
});

/** So many schedules are named of those that stand in the way. */
const NAMED = 5;

/** Deletes a gate that nothing stands behind, with its windows and rules. @throws RotaError conflict, naming what does */
export const deleteGate = command({
  permission: 'gate.delete',
  input: deleteInput,
  at: atGate,
  async run(tx, _context, { id, version }) {
    const before = await lockGate(tx, id);
    assertVersion(before, version);
    const using = await tx.schedule.findMany({
      where: { state: { not: 'deleted' }, targets: { some: { gateId: id } } },
      select: { name: true },
      orderBy: { name: 'asc' },
    });
    if (using.length > 0) throw conflict(inUse(using.map(({ name }) => name)));
    // In the order in which claims take them, so that neither waits for the other for ever.
    await tx.$queryRaw`SELECT 1 FROM gate_state WHERE gate_id = ${id} FOR UPDATE`;
    // What is left are deleted schedules, and runs of targets that were removed: these are ended as any other.
    await tx.target.updateMany({ where: { gateId: id }, data: { gateId: null } });
    await tx.$executeRaw`UPDATE run_queue SET gate_id = NULL WHERE gate_id = ${id}`;
    await tx.gate.delete({ where: { id } });
    return done('gate.delete', before, { environmentId: before.environmentId, before: snapshotOf(before) });
  },
});

function inUse(names: readonly string[]): string {
  const more = names.length - NAMED;
  const named = `${names.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return `Targets of ${named} stand behind this gate. Choose another gate for them, or none, first.`;
}

/** Closes a gate by hand: nothing passes until somebody opens it. What was sent goes on. @throws RotaError as every command */
export const closeGate = command({
  permission: 'gate.close',
  input: closeInput,
  at: atGate,
  async run(tx, { actor }, { id, reason }) {
    const before = await lockGate(tx, id);
    if (before.closedAt) throw conflict(`${before.closedByName} has closed this gate already.`);
    const by = { closedBy: actorId(actor), closedByName: actorName(actor) };
    const closed = await tx.gate.update({
      where: { id },
      data: { closedAt: await databaseNow(tx), ...by, closedReason: reason },
    });
    return done('gate.close', closed, {}, reason);
  },
});

/** Opens a gate that was closed by hand: it starts slowly. A window or its circuit may keep it closed all the same. */
export const openGate = command({
  permission: 'gate.open',
  input: openInput,
  at: atGate,
  async run(tx, _context, { id, reason }) {
    const before = await lockGate(tx, id);
    if (!before.closedAt) throw conflict('Nobody has closed this gate, or somebody has opened it again.');
    const opened = await tx.gate.update({
      where: { id },
      data: { closedAt: null, closedBy: null, closedByName: null, closedReason: null },
    });
    await tx.$executeRaw`SELECT gate_start_slowly(ARRAY[${id}])`;
    await wakeDeliveries(tx, before.environmentId);
    return done('gate.open', opened, { closedSince: before.closedAt.toISOString() }, reason || null);
  },
});

/** @throws RotaError invalid */
async function assertNameFree(tx: Tx, environmentId: string, name: string, except: string): Promise<void> {
  const [same] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM gate WHERE environment_id = ${environmentId} AND lower(name) = lower(${name}) AND id <> ${except}`;
  if (same)
    throw invalid([
      { path: 'gate.name', message: 'Another gate of this environment has this name. Choose another.' },
    ]);
}

type Done = SavedGate & { name: string };

const done = (
  action: string,
  { id, version, name }: Done,
  details: Record<string, unknown>,
  reason: string | null = null,
) => ({
  result: { id, version } satisfies SavedGate,
  entry: { audit: 'activity' as const, action, subject: name, reason, details: { gateId: id, ...details } },
});
