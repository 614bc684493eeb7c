import { z } from 'zod';
import { type Command, command } from '@/lib/command';
import { encryptionKey } from '@/lib/encryption-key';
import { notFound, RotaError } from '@/lib/errors';
import { atSchedule } from '@/lib/schedules/at';
import { reason, scheduleId } from '@/lib/schedules/schema';
import { pointer } from '@/lib/targets/fields';
import { openField } from '@/lib/targets/secrets';

const input = z.strictObject({ id: scheduleId, targetId: scheduleId, field: pointer, reason });

/**
 * What one secret field of a target's input holds. The audit has who asked, for which field and why, never the value:
 * where that row can't be written, nothing is shown.
 * @returns the text of a string, the JSON of any other value
 * @throws RotaError as every command; not-found of a target or a field that holds no secret; unavailable, where it was
 * stored under another key
 */
export const showSecret: Command<{ value: string }> = command({
  permission: 'target.show-secret',
  input,
  at: atSchedule,
  async run(tx, _context, { id, targetId, field, reason }) {
    const target = await tx.target.findUnique({
      where: { id: targetId, scheduleId: id },
      include: { schedule: { select: { name: true } } },
    });
    if (!target) throw notFound('This target');
    const value = opened(target.input ?? '', field);
    if (value === null) throw notFound('This secret field');
    return {
      result: { value },
      entry: {
        audit: 'activity',
        action: 'secret.view',
        subject: target.schedule.name,
        reason,
        details: { scheduleId: id, targetId, target: target.arn, field },
      },
    };
  },
});

function opened(stored: string, field: string): string | null {
  try {
    return openField(stored, field, encryptionKey());
  } catch {
    const message =
      'This secret can not be decrypted: ROTA_ENCRYPTION_KEY is not the key that it was stored under.';
    throw new RotaError('unavailable', 503, message);
  }
}
