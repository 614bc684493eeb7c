import { z } from 'zod';

/** What EventBridge Scheduler is told to post for each slot: nothing but whose slot, and which. */
export const slotMessage = (scheduleId: string): string =>
  JSON.stringify({ rota: 'slot', schedule: scheduleId, slot: '<aws.scheduler.scheduled-time>' });

const body = z.object({
  rota: z.literal('slot'),
  schedule: z.string().regex(/^[0-9a-hjkmnp-tv-z]{16}$/),
  slot: z.iso.datetime(),
});

export type SlotMessage = { scheduleId: string; at: Date };

/** The slot that a message of the dispatch queue names; null of anything else. */
export function readSlotMessage(text: string): SlotMessage | null {
  try {
    const { schedule, slot } = body.parse(JSON.parse(text));
    return { scheduleId: schedule, at: new Date(slot) };
  } catch {
    return null;
  }
}
