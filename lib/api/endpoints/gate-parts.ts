import { z } from 'zod';
import type { Permission } from '@/lib/auth/roles';
import { authorise, parse } from '@/lib/command';
import type { Context } from '@/lib/context';
import { notFound } from '@/lib/errors';
import { getGate } from '@/lib/gates/queries';
import { addRule, removeRule } from '@/lib/gates/rule-commands';
import { listRules } from '@/lib/gates/rule-queries';
import { addRuleInput, addWindowInput, removeRuleInput, removeWindowInput } from '@/lib/gates/schema';
import { addWindow, removeWindow } from '@/lib/gates/window-commands';
import { teamIdOf } from '../definition/to-input';
import { type Asked, endpoint } from '../endpoint';
import { called, id, listOf, named, noQuery } from '../shapes/common';
import { gateRule } from '../shapes/gate';
import { inTerms, naming } from '../terms';

const part = z.object({ id }).meta({ id: 'GatePart', description: 'The id of the window or the rule.' });

/**
 * The id of a part of a gate that the path names, and who asks as they are now.
 * @throws RotaError as `authorise`; not-found, also of another gate's
 */
async function partOf(
  { context, params }: Asked<object>,
  permission: Permission,
  parts: 'windows' | 'rules',
): Promise<{ known: Context; partId: string }> {
  const known = await authorise(context, permission);
  const gate = await getGate(known, params.id ?? '');
  const found = gate[parts].find((one) => one.id === params.partId);
  if (!found) throw notFound(parts === 'windows' ? 'This window' : 'This rule');
  return { known, partId: found.id };
}

const plan = endpoint({
  id: 'addGateWindow',
  method: 'POST',
  path: '/gates/{id}/windows',
  tag: 'Gates',
  summary: 'Plans a maintenance window of a gate: nothing passes while it lasts.',
  permission: 'gate.add-window',
  query: noQuery,
  body: addWindowInput,
  fixed: ['id'],
  output: part,
  status: 201,
  async run({ context, params, body }) {
    const { windowId } = await addWindow(context, { ...body, id: params.id });
    return { id: windowId };
  },
});

const takeBack = endpoint({
  id: 'removeGateWindow',
  method: 'DELETE',
  path: '/gates/{id}/windows/{partId}',
  tag: 'Gates',
  summary:
    'Takes a maintenance window back. Where it closes the gate just now, that opens, and starts slowly.',
  permission: 'gate.remove-window',
  query: noQuery,
  body: removeWindowInput,
  fixed: ['windowId'],
  output: part,
  async run(asked) {
    const { known, partId } = await partOf(asked, 'gate.remove-window', 'windows');
    await removeWindow(known, { ...asked.body, windowId: partId });
    return { id: partId };
  },
});

const rules = endpoint({
  id: 'listGateRules',
  method: 'GET',
  path: '/gate-rules',
  tag: 'Gates',
  summary: 'Lists which targets must stand behind which gates.',
  permission: 'gate.read',
  query: noQuery,
  body: null,
  output: listOf(
    gateRule
      .extend({ gate: named, environment: z.string().describe('Its name.') })
      .meta({ id: 'ListedGateRule' }),
  ),
  async run({ context }) {
    const rows = await listRules(context);
    const items = rows.map(({ teamName, gateId, gateName, environmentName, ...rule }) => ({
      ...rule,
      team: teamName,
      gate: { id: gateId, name: gateName },
      environment: environmentName,
    }));
    return { items };
  },
});

const newRule = addRuleInput.omit({ id: true, teamId: true }).extend({
  team: called('the team').optional().describe('Its name, or its id; left out, all teams.'),
});

const addOne = endpoint({
  id: 'addGateRule',
  method: 'POST',
  path: '/gates/{id}/rules',
  tag: 'Gates',
  summary: 'Requires a gate for the targets that fit a pattern. What is there already stays.',
  permission: 'gate.add-rule',
  query: noQuery,
  body: newRule,
  output: part,
  status: 201,
  async run({ context, params, body }) {
    const known = await authorise(context, 'gate.add-rule');
    const { team, ...rule } = parse(newRule, body);
    const teamId = team === undefined ? null : await teamIdOf(known, team);
    const add = () => addRule(known, { ...rule, id: params.id, teamId });
    const made = await inTerms(naming({ names: { teamId: 'team' } }), add);
    return { id: made.ruleId };
  },
});

const removeOne = endpoint({
  id: 'removeGateRule',
  method: 'DELETE',
  path: '/gates/{id}/rules/{partId}',
  tag: 'Gates',
  summary: 'Requires a gate no more. What stands behind it stays there.',
  permission: 'gate.remove-rule',
  query: noQuery,
  body: removeRuleInput,
  fixed: ['ruleId'],
  output: part,
  async run(asked) {
    const { known, partId } = await partOf(asked, 'gate.remove-rule', 'rules');
    await removeRule(known, { ...asked.body, ruleId: partId });
    return { id: partId };
  },
});

export const gatePartEndpoints = [plan, takeBack, rules, addOne, removeOne];
