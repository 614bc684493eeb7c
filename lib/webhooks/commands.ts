import { z } from 'zod';
import { type Command, command } from '@/lib/command';
import type { Tx } from '@/lib/db';
import { encryptionKey } from '@/lib/encryption-key';
import { conflict, notFound, RotaError } from '@/lib/errors';
import { atSchedule } from '@/lib/schedules/at';
import { reason, scheduleId } from '@/lib/schedules/schema';
import { openSigning, sealSigning } from './secrets';
import { newSigningSecret } from './sign';

const target = { id: scheduleId, targetId: scheduleId };

/**
 * What a webhook is signed with now. The audit has who asked and why, never the secret: where that row can't be written,
 * nothing is shown.
 * @throws RotaError as every command; not-found of a target that is no webhook; unavailable, where the secret was stored
 * under another key
 */
export const showSigningSecret: Command<{ value: string }> = command({
  permission: 'target.show-secret',
  input: z.strictObject({ ...target, reason }),
  at: atSchedule,
  async run(tx, _context, { id, targetId, reason }) {
    const { signing, subject, details } = await webhookOf(tx, id, targetId);
    await tx.webhookSecret.updateMany({ where: { targetId }, data: { unseen: false } });
    return {
      result: { value: opened(signing) },
      entry: { audit: 'activity', action: 'secret.view', subject, reason, details },
    };
  },
});

/**
 * Shows a new signing secret once, so that whoever set a webhook up can give it to the receiver. The audit has who saw it.
 * @throws RotaError as every command; not-found of a target that is no webhook; conflict of one that somebody has seen;
 * unavailable, where the secret was stored under another key
 */
export const takeSigningSecret: Command<{ value: string }> = command({
  permission: 'schedule.update',
  input: z.strictObject(target),
  at: atSchedule,
  async run(tx, _context, { id, targetId }) {
    const { subject, details } = await webhookOf(tx, id, targetId);
    const [taken] = await tx.$queryRaw<{ signing: string }[]>`
      UPDATE webhook_secret SET unseen = false WHERE target_id = ${targetId} AND unseen RETURNING signing`;
    if (!taken)
      throw conflict(
        'Somebody has seen this secret already. Who may see secrets can show it again, or rotate it to make another.',
      );
    return {
      result: { value: opened(taken.signing) },
      entry: { audit: 'activity', action: 'secret.view', subject, details: { ...details, new: true } },
    };
  },
});

/**
 * Gives a webhook another secret that signs; the one before signs beside it for a day, so that its receiver can change
 * over without a message that it can not check.
 * @returns until when both sign
 * @throws RotaError as every command; not-found of a target that is no webhook; conflict while the one before the present
 * one still signs: a receiver that has not changed over could check nothing any more
 */
export const rotateSigningSecret: Command<{ until: Date }> = command({
  permission: 'schedule.update',
  input: z.strictObject(target),
  at: atSchedule,
  async run(tx, _context, { id, targetId }) {
    const { subject, details } = await webhookOf(tx, id, targetId);
    const fresh = sealSigning(newSigningSecret(), encryptionKey());
    const [row] = await tx.$queryRaw<{ until: Date }[]>`
      UPDATE webhook_secret SET previous = signing, previous_until = clock_timestamp() + interval '24 hours', signing = ${fresh}, unseen = true
      WHERE target_id = ${targetId} AND (previous_until IS NULL OR previous_until <= clock_timestamp())
      RETURNING previous_until AS until`;
    if (!row) throw await tooSoon(tx, targetId);
    return {
      result: row,
      entry: { audit: 'activity', action: 'webhook.rotate', subject, details },
    };
  },
});

/**
 * Gives a webhook another secret at once: the present one, which somebody may know who should not, signs nothing any more.
 * One of before a rotation within the last 24 hours signs on until these are over.
 * @returns until when that one signs too; null where there is none
 * @throws RotaError as every command; not-found of a target that is no webhook
 */
export const replaceSigningSecret: Command<{ until: Date | null }> = command({
  permission: 'schedule.update',
  input: z.strictObject({ ...target, reason }),
  at: atSchedule,
  async run(tx, _context, { id, targetId, reason }) {
    const { subject, details } = await webhookOf(tx, id, targetId);
    const fresh = sealSigning(newSigningSecret(), encryptionKey());
    const [row] = await tx.$queryRaw<{ until: Date | null }[]>`
      UPDATE webhook_secret SET signing = ${fresh}, unseen = true WHERE target_id = ${targetId}
      RETURNING CASE WHEN previous_until > clock_timestamp() THEN previous_until END AS until`;
    return {
      result: { until: row?.until ?? null },
      entry: {
        audit: 'activity',
        action: 'webhook.rotate',
        subject,
        reason,
        details: { ...details, atOnce: true },
      },
    };
  },
});

async function tooSoon(tx: Tx, targetId: string): Promise<RotaError> {
  const { previousUntil } = (await tx.webhookSecret.findUnique({ where: { targetId } })) ?? {};
  if (!previousUntil) return notFound('This webhook');
  const until = previousUntil.toISOString().slice(0, 16).replace('T', ' ');
  return conflict(
    `It was rotated less than 24 hours ago, and its receiver may still use the secret before: both sign until ${until} UTC. Rotate again after that, or replace the new one at once.`,
  );
}

async function webhookOf(tx: Tx, scheduleId: string, targetId: string) {
  const found = await tx.webhookSecret.findFirst({
    where: { targetId, target: { scheduleId } },
    include: { target: { select: { arn: true, schedule: { select: { name: true } } } } },
  });
  if (!found) throw notFound('This webhook');
  const { arn, schedule } = found.target;
  const details = { scheduleId, targetId, target: arn, field: 'signing secret' };
  return { signing: found.signing, subject: schedule.name, details };
}

function opened(sealed: string): string {
  try {
    return openSigning(sealed, encryptionKey());
  } catch {
    const message =
      'This secret can not be decrypted: ROTA_ENCRYPTION_KEY is not the key that it was stored under.';
    throw new RotaError('unavailable', 503, message);
  }
}
