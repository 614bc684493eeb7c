import { formatLocal, localFields } from '@/lib/timing/zone';
import type { Switching } from './switch-off';

/**
 * What a switch in AWS was, as its audit row says it: "Off in AWS for England bank holidays, Christmas Day, until
 * 2026-12-26 09:01 in Europe/London." Null where there was none.
 */
export function switchText(
  wasOff: boolean,
  { off }: Switching,
  schedule: { state: string; timeZone: string },
): string | null {
  if (off === null) return wasOff && schedule.state === 'on' ? 'On in AWS again.' : null;
  if (off.until === null) return `Off in AWS for good: ${off.reason} leave no run.`;
  const until = formatLocal(localFields(off.until, schedule.timeZone)).slice(0, 16).replace('T', ' ');
  return `Off in AWS for ${off.reason}, until ${until} in ${schedule.timeZone}.`;
}
