import { deliver } from '../feed/deliver';
import { digestMessage, frame } from '../feed/message';
import type { Feed } from '../feed/turn';

/**
 * Sends a digest to a syslog. What could not be kept elsewhere is sent once more at the next turn.
 * @param at when it was signed
 * @throws Error where it is not known that it was received
 */
export const keepInSyslog = ({ place, host, ca }: Feed, at: Date, json: string): Promise<void> =>
  deliver(place, Buffer.from(frame(digestMessage(at, host, json))), ca);
