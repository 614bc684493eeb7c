'use server';

import { revalidatePath } from 'next/cache';
import { type ActionResult, action } from '@/lib/action';
import { SOMEWHERE } from '@/lib/auth/access';
import { type Command, query } from '@/lib/command';
import type { Context } from '@/lib/context';
import { createSchedule, type Saved, updateSchedule } from '@/lib/schedules/commands';
import { getSync, type SyncView } from '@/lib/schedules/queries';
import { releaseSchedule } from '@/lib/schedules/release';
import { restoreVersion } from '@/lib/schedules/restore-version';
import { scheduleId } from '@/lib/schedules/schema';
import {
  deleteByName,
  disableSchedule,
  enableSchedule,
  pauseSchedule,
  resumeSchedule,
  retrySync,
} from '@/lib/schedules/state-commands';
import { showSecret } from '@/lib/secrets/commands';
import { reconcileSoon } from '@/lib/sync/soon';
import {
  replaceSigningSecret,
  rotateSigningSecret,
  showSigningSecret,
  takeSigningSecret,
} from '@/lib/webhooks/commands';

export type SaveOutcome = Saved & { sync: SyncView };

/** Command, then AWS within three seconds, then how it stands there: what every change of a schedule does. */
const change = (run: (context: Context, input: unknown) => Promise<Saved>) =>
  action(async (context, input): Promise<SaveOutcome> => {
    const saved = await run(context, input);
    await reconcileSoon(saved.id);
    revalidatePath('/schedules', 'layout');
    return { ...saved, sync: await getSync(context, saved.id) };
  });

export const create = change(createSchedule);
export const update = change(updateSchedule);
export const pause = change(pauseSchedule);
export const resume = change(resumeSchedule);
export const disable = change(disableSchedule);
export const enable = change(enableSchedule);
export const remove = change(deleteByName);
export const restore = change(restoreVersion);
export const release = change(releaseSchedule);
export const retry = change(retrySync);

/** What one secret field holds, for the page alone that asks. */
export const secret = action(showSecret);

/** What a webhook is signed with, for the page alone that asks; the same of a new one, once. */
export const signingSecret = action(showSigningSecret);
export const newSigningSecret = action(takeSigningSecret);

/** Another one, which the page offers to show. */
const resigned = <R>(run: Command<R>) =>
  action(async (context, input) => {
    const done = await run(context, input);
    revalidatePath('/schedules', 'layout');
    return done;
  });
export const rotateSigning = resigned(rotateSigningSecret);
export const replaceSigning = resigned(replaceSigningSecret);

/** How a schedule stands in AWS: asked again and again while a page shows it as pending. */
export const sync: (input: unknown) => Promise<ActionResult<SyncView>> = action(
  query({ permission: 'schedule.read', input: scheduleId, at: SOMEWHERE, run: getSync }),
);
