import { z } from 'zod';
import { inEnvironment, SOMEWHERE } from '@/lib/auth/access';
import { allows, authorise, query } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import type { Adoption } from '@/lib/generated/prisma/client';
import { placeOf } from '@/lib/schedules/at';
import { scheduleId } from '@/lib/schedules/schema';
import { isOver, OVER } from './over';
import { open } from './sealed';
import { originalText, type Step } from './steps';
import { targetIdsOf, terraformRemoved } from './terraform';
import type { OriginView, ProgressView } from './views';

/** What can be asked about at once. */
const MOST_ASKED = 500;

type Named = Adoption & {
  schedule: { name: string; state: string; managedBy: string | null };
  environment: { name: string; production: boolean };
};

const progressView = ({ environment, schedule, ...adoption }: Named): ProgressView => {
  const { name, state, managedBy } = schedule;
  const found = open(adoption.content);
  return {
    id: adoption.scheduleId,
    name,
    original: originalText(found),
    kind: found.kind,
    step: adoption.step as Step,
    error: adoption.error,
    alarmAt: isOver(state) ? null : adoption.alarmAt,
    runsTwice: state === 'on',
    managedBy,
    environment: { name: environment.name, production: environment.production },
    terraform: terraformRemoved({ kind: found.kind, name: found.name, targetIds: targetIdsOf(found) }),
  };
};

const NAMED = {
  include: {
    schedule: { select: { name: true, state: true, managedBy: true } },
    environment: { select: { name: true, production: true } },
  },
} as const;

/** How far these schedules are with their originals. */
export const progress = query({
  permission: 'schedule.adopt',
  input: z.strictObject({ ids: z.array(scheduleId).max(MOST_ASKED) }),
  at: SOMEWHERE,
  async run({ actor }, { ids }): Promise<ProgressView[]> {
    const rows = await db().adoption.findMany({ where: { scheduleId: { in: ids } }, ...NAMED });
    const own = rows.filter((row) => allows(actor, 'schedule.adopt', inEnvironment(row.environmentId)));
    return own.map(progressView);
  },
});

/** What is under way in an environment, and what raises an alarm; the alarms first. */
export async function listUnderWay(context: Context, environmentId: string): Promise<ProgressView[]> {
  await authorise(context, 'schedule.adopt', inEnvironment(environmentId));
  const rows = await db().adoption.findMany({
    where: {
      environmentId,
      OR: [
        { step: { notIn: ['adopted', 'returned'] } },
        { step: 'adopted', alarmAt: { not: null }, schedule: { state: { notIn: [...OVER] } } },
      ],
    },
    orderBy: [{ alarmAt: { sort: 'asc', nulls: 'last' } }, { at: 'asc' }],
    take: 100,
    ...NAMED,
  });
  return rows.map(progressView);
}

/**
 * Where a schedule comes from; null where it was made in Rota, or was given back.
 * @throws RotaError not-found; forbidden, of what somebody may not see
 */
export async function getOrigin(context: Context, id: string): Promise<OriginView | null> {
  await authorise(context, 'schedule.read');
  await authorise(context, 'schedule.read', await placeOf(id));
  const adoption = await db().adoption.findUnique({
    where: { scheduleId: id },
    include: {
      ...NAMED.include,
      environment: {
        select: { name: true, production: true, adoptionScan: { select: { watchedAt: true } } },
      },
    },
  });
  if (!adoption || adoption.step === 'returned') return null;
  const { arn, byName, at, environment } = adoption;
  return {
    ...progressView(adoption),
    arn,
    byName,
    at,
    checkedAt: environment.adoptionScan?.watchedAt ?? null,
  };
}
