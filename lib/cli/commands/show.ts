import * as api from '@/lib/api/client/generated';
import type { Command } from '../command';
import { answer } from '../connection';
import { EXIT } from '../exit-codes';
import { facts, instant, json, table } from '../output';
import { whichSchedule } from '../which';

export const show: Command = {
  name: 'show',
  takes: 'SCHEDULE',
  summary: 'Shows a schedule. Secrets are masked.',
  count: [1, 1],
  options: {},
  async run({ io, args: [named = ''], json: asIs, connection: signIn }) {
    const connection = await signIn();
    const { id } = await whichSchedule(connection, named);
    const schedule = await answer(api.getSchedule(id, connection));
    io.out(asIs ? json(schedule) : shown(schedule));
    return EXIT.done;
  },
};

function shown(schedule: api.Schedule): string {
  const { state, sync, timing, targets, team, environment, owner, tags, calendars, managedBy } = schedule;
  const about = facts([
    ['Name', schedule.name],
    ['Id', schedule.id],
    ['Lives in', managedBy],
    ['Team', `${team.name} (owner: ${owner})`],
    ['Environment', environment.name],
    ['Tags', tags.join(', ') || null],
    ['When', `${timing.expression} ${timing.timeZone}${timing.second ? `, at second ${timing.second}` : ''}`],
    ['Not on', calendars.map(({ name }) => name).join(', ') || null],
    ['From', timing.startAt && instant(timing.startAt)],
    ['Until', timing.endAt && instant(timing.endAt)],
    ['Next run', schedule.nextRunAt && instant(schedule.nextRunAt)],
    ['State', `${state.is} since ${instant(state.since)}${state.by ? ` by ${state.by}` : ''}`],
    ['Because', state.reason],
    ['Paused until', state.until && instant(state.until)],
    ['Frozen', schedule.frozen ? 'yes' : null],
    ['In AWS', sync && `${sync.status}${sync.error ? `: ${sync.error.message ?? sync.error.code}` : ''}`],
    ['Delivery', schedule.delivery === 'through' ? 'through Rota' : 'direct'],
    ['Generation', String(schedule.generation)],
  ]);
  const rows = targets.map(({ kind, arn, awsName }) => [kind, arn, awsName ?? '']);
  return `${about}\n${table(['TARGET', 'ARN OR ADDRESS', 'IN AWS'], rows)}`;
}
