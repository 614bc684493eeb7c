import * as api from '@/lib/api/client/generated';
import type { Call, Command, Option } from '../command';
import { answer, type Connection, once } from '../connection';
import { fromDuration } from '../duration';
import { CliError, usage } from '../errors';
import { EXIT } from '../exit-codes';
import { jsonOf, plain, plainLines } from '../output';
import { REASON, reasonIfAny, reasonOf } from '../reason';
import { type Which, whichSchedule } from '../which';

type Act = {
  name: string;
  summary: string;
  /** What is told of each, as in `is paused`. */
  done: string;
  options?: Record<string, Option>;
  /** For the help. */
  about?: string;
  /** Whether it is for what was deleted, too. */
  deleted?: boolean;
  act(connection: Connection, id: string, call: Call): Promise<api.Changed>;
};

const SOURCE: Option = {
  type: 'string',
  value: 'TEXT',
  about: 'of one that lives in a file: where, to do it all the same',
};

/** A command that does the same to each schedule that is named. */
const act = ({ act, done, options = {}, about, deleted = false, ...spec }: Act): Command => ({
  ...spec,
  takes: 'SCHEDULE...',
  about: ['A schedule is named by its name or its id.', ...(about ? [about] : [])].join('\n'),
  count: [1, 500],
  options: { reason: REASON, ...options },
  async run(call) {
    const connection = await call.connection();
    const found: Which[] = [];
    for (const named of call.args) found.push(await whichSchedule(connection, named, deleted));
    const [changed, refused]: [api.Changed[], string[]] = [[], []];
    try {
      await call.io.unbroken(async () => {
        for (const { id, name } of found) {
          const result = await attempt(() => act(connection, id, call));
          if (typeof result === 'string') {
            refused.push(name);
            call.io.err(`${plain(name)}: ${plainLines(result)}\n`);
            continue;
          }
          changed.push(result);
          if (!call.json) call.io.out(`${plain(name)} ${done}. ${awsText(result)}\n`);
        }
      });
    } finally {
      if (call.json) call.io.out(jsonOf(changed, call.args.length));
    }
    return refused.length === 0 ? EXIT.done : EXIT.failed;
  },
});

/** What was done, or why it was refused. @throws CliError of what would be refused for all */
async function attempt(work: () => Promise<api.Changed>): Promise<api.Changed | string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CliError && (error.code === EXIT.failed || error.code === EXIT.notFound))
      return error.message;
    throw error;
  }
}

/** How a change stands in AWS. */
export function awsText({ sync: { status, error } }: api.Changed): string {
  if (status === 'live') return 'AWS has it.';
  if (status === 'pending') return 'AWS is being asked.';
  return `AWS does not have it: ${plain(error?.message ?? error?.code ?? status)}`;
}

/** Where the file of a schedule lives, where that is given. */
function sourceOf({ text }: Call): { managedBy?: string } {
  const source = text('source')?.trim();
  return source === undefined ? {} : { managedBy: source };
}

const pause = act({
  name: 'pause',
  summary: 'Pauses schedules, for a time or until somebody resumes them.',
  done: 'is paused',
  options: {
    for: { type: 'string', value: 'TIME', about: 'so long, as in 30m, 8h or 2d' },
    until: { type: 'string', value: 'INSTANT', about: 'until then, as in 2031-02-03T12:00:00Z' },
  },
  act: (connection, id, call) =>
    answer(
      api.pauseSchedule(
        id,
        { ...reasonOf(call), ...untilOf(call) } as Parameters<typeof api.pauseSchedule>[1],
        once(),
        connection,
      ),
    ),
});

function untilOf({ text }: Call) {
  const [length, at] = [text('for'), text('until')];
  if (length !== undefined && at !== undefined) throw usage('Give --for or --until, not both.');
  if (at !== undefined) return { until: { kind: 'instant', at } };
  if (length === undefined) return {};
  return { until: { kind: 'instant', at: new Date(Date.now() + fromDuration(length)).toISOString() } };
}

const resume = act({
  name: 'resume',
  summary: 'Resumes paused schedules.',
  done: 'is on again',
  act: (connection, id, call) => answer(api.resumeSchedule(id, reasonIfAny(call), once(), connection)),
});

const disable = act({
  name: 'disable',
  summary: 'Disables schedules: they are off until an editor enables them.',
  done: 'is disabled',
  options: { source: SOURCE },
  act: (connection, id, call) =>
    answer(api.disableSchedule(id, { ...reasonOf(call), ...sourceOf(call) }, once(), connection)),
});

const enable = act({
  name: 'enable',
  summary: 'Enables disabled schedules.',
  done: 'is on again',
  options: { source: SOURCE },
  act: (connection, id, call) =>
    answer(api.enableSchedule(id, { ...reasonIfAny(call), ...sourceOf(call) }, once(), connection)),
});

const remove = act({
  name: 'delete',
  summary: 'Deletes schedules. Their history stays, and they can be brought back.',
  done: 'is deleted',
  options: { source: SOURCE },
  act: (connection, id, call) =>
    answer(api.deleteSchedule(id, { ...reasonOf(call), ...sourceOf(call) }, {}, connection)),
});

const restore = act({
  name: 'restore',
  summary: 'Brings schedules back that were deleted, paused; or what they were at an earlier version.',
  done: 'is brought back',
  deleted: true,
  options: {
    version: { type: 'string', value: 'GENERATION', about: 'as it was then; left out, as it was last' },
  },
  act: (connection, id, call) =>
    answer(api.restoreSchedule(id, { ...reasonOf(call), ...versionOf(call) }, once(), connection)),
});

function versionOf({ text }: Call): { version?: number } {
  const version = text('version');
  if (version === undefined) return {};
  if (!/^[1-9]\d{0,8}$/.test(version))
    throw usage('--version is a whole number, as the page Versions has it.');
  return { version: Number(version) };
}

const release = act({
  name: 'release',
  summary: 'Lets schedules that live in files be changed in the pages again.',
  about: 'Remove its file first: where it is still there, the next "rota apply" locks the schedule again.',
  done: 'is released',
  act: (connection, id, call) => answer(api.releaseSchedule(id, reasonOf(call), once(), connection)),
});

export const ACTS = [pause, resume, disable, enable, remove, restore, release];
