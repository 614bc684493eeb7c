import { assertPlace } from '@/lib/access/place';
import { inEnvironment, type Scope } from '@/lib/auth/access';
import { command } from '@/lib/command';
import { actorId } from '@/lib/context';
import type { Tx } from '@/lib/db';
import { invalid, notFound } from '@/lib/errors';
import { newId } from '@/lib/id';
import { atGate, lockGate } from './load';
import { addRuleInput, removeRuleInput } from './schema';

/**
 * Requires a gate for the targets of a team, or of all, in its environment. What is there already stays until it gets
 * another address, gate or team. @throws RotaError as every command; invalid where the team is gone or the rule is there already
 */
export const addRule = command({
  permission: 'gate.add-rule',
  input: addRuleInput,
  at: atGate,
  async run(tx, { actor }, { id, reason, ...rule }) {
    const gate = await lockGate(tx, id);
    await assertPlace(tx, { teamId: rule.teamId, environmentId: null });
    const ruleId = newId();
    const { count } = await tx.gateRule.createMany({
      data: [{ id: ruleId, gateId: id, ...rule, createdBy: actorId(actor) }],
      skipDuplicates: true,
    });
    if (count === 0) throw invalid([{ path: 'pattern', message: 'This gate has this rule already.' }]);
    return done('gate.add-rule', gate, reason, { ruleId, after: snapshot(await load(tx, ruleId)) });
  },
});

/** Requires a gate no more. What stands behind it stays there. @throws RotaError as every command; not-found */
export const removeRule = command({
  permission: 'gate.remove-rule',
  input: removeRuleInput,
  at: atRule,
  async run(tx, _context, { ruleId, reason }) {
    const rule = await load(tx, ruleId);
    await tx.gateRule.delete({ where: { id: ruleId } });
    return done('gate.remove-rule', rule.gate, reason, { ruleId, before: snapshot(rule) });
  },
});

async function atRule(tx: Tx, { ruleId }: { ruleId: string }): Promise<Scope> {
  return inEnvironment((await load(tx, ruleId)).gate.environmentId);
}

/** @throws RotaError not-found */
async function load(tx: Tx, id: string) {
  const rule = await tx.gateRule.findUnique({ where: { id }, include: { gate: true, team: true } });
  if (!rule) throw notFound('This rule');
  return rule;
}

const snapshot = ({ team, kind, pattern }: Awaited<ReturnType<typeof load>>) => ({
  team: team?.name ?? 'all',
  kind: kind ?? 'any',
  pattern,
});

const done = (
  action: string,
  gate: { id: string; name: string },
  reason: string,
  { ruleId, ...details }: { ruleId: string } & Record<string, unknown>,
) => ({
  result: { ruleId },
  entry: {
    audit: 'activity' as const,
    action,
    subject: gate.name,
    reason,
    details: { gateId: gate.id, ruleId, ...details },
  },
});
