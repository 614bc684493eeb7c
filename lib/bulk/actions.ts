import type { Permission } from '@/lib/auth/roles';
import type { State } from '@/lib/schedules/schema';

/** What can be done to many schedules at once. */
export const BULK_ACTIONS = [
  'pause',
  'resume',
  'disable',
  'enable',
  'team',
  'owner',
  'tags',
  'delete',
] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** What a job does: one of these, or the undoing of one. */
export type JobAction = BulkAction | 'undo';

type Spec = {
  /** That of the act on a single schedule, asked again for each. */
  permission: Permission;
  /** That of taking it back. */
  undoPermission: Permission;
  /** Schedules in another state are left out. */
  from: readonly State[];
  /** Of what lives in a file, only whoever applies that does it: those are left out too. */
  bySource?: true;
  /** The state that it brings about, if any. */
  to: State | null;
  /** As in `Pause 12 schedules`. */
  verb: string;
  /** As in `can't be paused`. */
  done: string;
};

const LIVE: readonly State[] = ['on', 'paused', 'disabled', 'completed'];
const content = { undoPermission: 'schedule.restore', bySource: true } as const;
const change = { ...content, permission: 'schedule.update', from: LIVE, to: null } as const;

export const BULK: Record<BulkAction, Spec> = {
  pause: {
    permission: 'schedule.pause',
    undoPermission: 'schedule.restore-state',
    from: ['on'],
    to: 'paused',
    verb: 'Pause',
    done: 'paused',
  },
  resume: {
    permission: 'schedule.resume',
    undoPermission: 'schedule.restore-state',
    from: ['paused'],
    to: 'on',
    verb: 'Resume',
    done: 'resumed',
  },
  disable: {
    ...content,
    permission: 'schedule.disable',
    from: ['on', 'paused'],
    to: 'disabled',
    verb: 'Disable',
    done: 'disabled',
  },
  enable: {
    ...content,
    permission: 'schedule.enable',
    from: ['disabled'],
    to: 'on',
    verb: 'Enable',
    done: 'enabled',
  },
  team: { ...change, verb: 'Change the team of', done: 'changed' },
  owner: { ...change, verb: 'Change the owner of', done: 'changed' },
  tags: { ...change, verb: 'Change the tags of', done: 'changed' },
  delete: {
    ...content,
    permission: 'schedule.delete',
    from: LIVE,
    to: 'deleted',
    verb: 'Delete',
    done: 'deleted',
  },
};

/** A number of schedules, as in `1 schedule` or `12,000 schedules`. */
export const schedulesText = (count: number): string =>
  count === 1 ? '1 schedule' : `${count.toLocaleString('en')} schedules`;

/** What is typed to confirm that so many are deleted. */
export const deletePhrase = (count: number): string => `delete ${count}`;

/** Why a schedule is left out of an act that whoever asks may do elsewhere. */
export const NOT_HERE = 'Your role for its team and environment does not allow it.';

/** What each row of a job needs; null of the undoing of nothing. */
export const permissionOf = (action: JobAction, undone: BulkAction | null): Permission | null =>
  action === 'undo' ? undone && BULK[undone].undoPermission : BULK[action].permission;
