import { z } from 'zod';
import { listEnvironmentNames } from '@/lib/environments/queries';
import { listTeams } from '@/lib/teams/commands';
import { endpoint } from '../endpoint';
import { id, listOf, noQuery } from '../shapes/common';

const team = z
  .object({
    id,
    name: z.string(),
    schedules: z.int().describe('Those that are not deleted and may be seen.'),
  })
  .meta({ id: 'Team' });

const teams = endpoint({
  id: 'listTeams',
  method: 'GET',
  path: '/teams',
  tag: 'Places',
  summary: 'Lists the teams in which whoever asks may see something.',
  permission: 'schedule.read',
  query: noQuery,
  body: null,
  output: listOf(team),
  run: async ({ context }) => ({ items: await listTeams(context) }),
});

const environment = z
  .object({
    id,
    name: z.string(),
    accountId: z.string(),
    region: z.string(),
    production: z.boolean(),
    defaultDelivery: z.enum(['direct', 'through']).describe('Of new schedules, unless somebody chooses.'),
  })
  .meta({ id: 'Environment' });

const environments = endpoint({
  id: 'listEnvironments',
  method: 'GET',
  path: '/environments',
  tag: 'Places',
  summary: 'Lists the environments in which whoever asks may see something.',
  permission: 'schedule.read',
  query: noQuery,
  body: null,
  output: listOf(environment),
  run: async ({ context }) => ({ items: await listEnvironmentNames(context) }),
});

export const placeEndpoints = [teams, environments];
