import * as api from '@/lib/api/client/generated';
import type { Call, Option } from './command';
import { answer, type Connection } from './connection';
import { failed } from './errors';
import { placesOf } from './place';

/** The options that narrow which schedules are meant: the filter of the API. */
export const FILTER: Readonly<Record<string, Option>> = {
  q: { type: 'string', value: 'TEXT', about: 'a part of the name or description' },
  team: { type: 'string', value: 'NAME', about: 'of a team; “own”: of one’s own teams' },
  environment: { type: 'string', value: 'NAME', about: 'in an environment' },
  state: { type: 'string', value: 'STATE', about: 'on, paused, disabled, completed or deleted' },
  sync: { type: 'string', value: 'STATUS', about: 'live, pending, failed or drift' },
  owner: { type: 'string', value: 'NAME', about: 'of an owner' },
  tag: { type: 'string', value: 'TAG', about: 'with a tag' },
  source: { type: 'string', value: 'TEXT', about: 'that live there as files' },
};

export type Filter = NonNullable<Parameters<typeof api.listSchedules>[0]>;

/** The filter of a command, with the ids of what it names. @throws CliError of a team or environment that is none */
export async function filterOf({ text }: Pick<Call, 'text'>, connection: Connection): Promise<Filter> {
  const values = {
    q: text('q'),
    ...(await placesOf({ team: text('team'), environment: text('environment') }, connection)),
    state: text('state'),
    sync: text('sync'),
    owner: text('owner'),
    tag: text('tag'),
    managedBy: text('source'),
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

const PAGE = 200;

/** A search of the API sorts no more matches than these, so that there may be more. */
const SEARCH_CAP = 2_001;

/** Every schedule that a filter finds, read page by page. @throws CliError of a search that finds too many */
export async function allSchedules(
  connection: Connection,
  filter: Omit<Filter, 'cursor' | 'limit'>,
): Promise<api.ScheduleItem[]> {
  const all: api.ScheduleItem[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = { ...filter, limit: PAGE, ...(cursor !== undefined && { cursor }) };
    const { items, next } = await answer(api.listSchedules(page, connection));
    all.push(...items);
    if (filter.q !== undefined && all.length >= SEARCH_CAP)
      throw failed(
        'More than 2,000 schedules fit --q, and not all can be read so. Narrow it, as by --team or --tag.',
      );
    if (next === null) return all;
    cursor = next;
  }
}
