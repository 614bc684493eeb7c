import * as api from '@/lib/api/client/generated';
import type { Command } from '../command';
import { answer } from '../connection';
import { usage } from '../errors';
import { EXIT } from '../exit-codes';
import { allSchedules, FILTER, type Filter, filterOf } from '../filter';
import { instant, json, table } from '../output';

type Item = api.ScheduleItem;

export const list: Command = {
  name: 'list',
  takes: '',
  summary: 'Lists schedules.',
  count: [0, 0],
  options: {
    ...FILTER,
    sort: { type: 'string', value: 'BY', about: 'name, next or updated' },
    dir: { type: 'string', value: 'DIR', about: 'asc or desc' },
    limit: { type: 'string', value: 'COUNT', about: 'how many, 1 to 200; left out, 50' },
    cursor: { type: 'string', value: 'TEXT', about: 'where to go on: “next” of the page before' },
    all: { type: 'boolean', about: 'every page' },
  },
  async run({ io, text, flag, json: asIs, connection: signIn }) {
    if (flag('all') && text('cursor') !== undefined)
      throw usage('--all begins with the first page: leave out --cursor.');
    const connection = await signIn();
    const order = Object.fromEntries(
      ['sort', 'dir', 'limit', 'cursor'].flatMap((name) =>
        text(name) === undefined ? [] : [[name, text(name)]],
      ),
    );
    const filter: Filter = { ...(await filterOf({ text }, connection)), ...order };
    const page = flag('all')
      ? { items: await allSchedules(connection, filter), next: null }
      : await answer(api.listSchedules(filter, connection));
    if (asIs) io.out(json(page));
    else io.out(page.items.length === 0 ? 'No schedule fits.\n' : table(HEADER, page.items.map(row)));
    if (!asIs && page.next) io.err('There are more: --all, or --cursor with “next” of --json.\n');
    return EXIT.done;
  },
};

const HEADER = ['ID', 'NAME', 'TEAM', 'ENVIRONMENT', 'STATE', 'IN AWS', 'NEXT RUN', 'WHEN'];

const row = ({ id, name, team, environment, state, frozen, sync, nextRunAt, timing }: Item): string[] => [
  id,
  name,
  team.name,
  environment.name,
  frozen ? `${state.is}, frozen` : state.is,
  sync.status,
  instant(nextRunAt),
  `${timing.expression} ${timing.timeZone}`,
];
