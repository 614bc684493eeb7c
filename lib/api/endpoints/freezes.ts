import { z } from 'zod';
import { authorise, parse } from '@/lib/command';
import { liftFreeze, startFreeze } from '@/lib/freeze/commands';
import { activeFreezes } from '@/lib/freeze/queries';
import { liftInput } from '@/lib/freeze/schema';
import { reason } from '@/lib/schedules/schema';
import { environmentOf, teamIdOf } from '../definition/to-input';
import { endpoint } from '../endpoint';
import { called, id, instant, listOf, named, noQuery } from '../shapes/common';

const freeze = z
  .object({
    id,
    scope: z.enum(['all', 'team', 'environment']),
    covers: named.nullable().describe('Its team or environment; null where it covers all.'),
    reason: z.string(),
    by: z.string(),
    at: instant,
    schedules: z.int().describe('How many schedules it keeps off.'),
    off: z.int().describe('How many of them are off in AWS by now.'),
    failed: z.int().describe('How many AWS refused to switch off.'),
    absent: z.int().describe('How many AWS has not: it has taken none of their targets yet.'),
    drifted: z.int().describe('How many somebody changed in AWS, so that they wait for a decision.'),
    mayLift: z.boolean(),
  })
  .meta({ id: 'Freeze' });

const list = endpoint({
  id: 'listFreezes',
  method: 'GET',
  path: '/freezes',
  tag: 'Freezes',
  summary: 'Lists the freezes that are on.',
  permission: 'schedule.read',
  query: noQuery,
  body: null,
  output: listOf(freeze),
  async run({ context }) {
    const rows = await activeFreezes(context);
    const items = rows.map(({ scopeId, name, byName, ...row }) => ({
      ...row,
      covers: scopeId === null ? null : { id: scopeId, name: name ?? '' },
      by: byName,
    }));
    return { items };
  },
});

const newFreeze = z
  .discriminatedUnion(
    'scope',
    [
      z.strictObject({ scope: z.literal('all'), reason }),
      z.strictObject({ scope: z.literal('team'), team: called('the team'), reason }),
      z.strictObject({ scope: z.literal('environment'), environment: called('the environment'), reason }),
    ],
    { error: 'Choose what to freeze: all, team or environment.' },
  )
  .meta({ id: 'NewFreeze' });

const frozen = z
  .object({ id, schedules: z.int().describe('Of how many schedules AWS is asked.') })
  .meta({ id: 'FrozenSchedules' });

const start = endpoint({
  id: 'startFreeze',
  method: 'POST',
  path: '/freezes',
  tag: 'Freezes',
  summary: 'Stops everything of a team, of an environment, or all, until the freeze is lifted.',
  permission: 'freeze.start',
  query: noQuery,
  body: newFreeze,
  output: frozen,
  status: 201,
  async run({ context, body }) {
    const known = await authorise(context, 'freeze.start');
    const { scope, reason, ...what } = parse(newFreeze, body);
    const place = {
      ...('team' in what && { teamId: await teamIdOf(known, what.team) }),
      ...('environment' in what && { environmentId: (await environmentOf(known, what.environment)).id }),
    };
    return startFreeze(known, { scope, reason, ...place });
  },
});

const lift = endpoint({
  id: 'liftFreeze',
  method: 'POST',
  path: '/freezes/{id}/lift',
  tag: 'Freezes',
  summary: 'Ends a freeze. What no other freeze covers is again what its own state says.',
  permission: 'freeze.lift',
  query: noQuery,
  body: liftInput,
  fixed: ['id'],
  output: frozen,
  run: ({ context, params, body }) => liftFreeze(context, { ...body, id: params.id }),
});

export const freezeEndpoints = [list, start, lift];
