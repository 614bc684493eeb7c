/** The cookie that keeps the zone in which a person sees times, so that the server draws in it at once. */
export const ZONE_COOKIE = 'rota.zone';

/** An IANA zone, and whether the person chose it or it is their browser's, which may change as they travel. */
export type KeptZone = { zone: string; chosen: boolean };

const OWN = 'browser:';

export const keptZoneText = ({ zone, chosen }: KeptZone): string =>
  encodeURIComponent(chosen ? zone : `${OWN}${zone}`);

/**
 * Reads a cookie's decoded value; null where it names no zone.
 * @param isZone whether a name is one
 */
export function keptZone(text: string | undefined, isZone: (name: string) => boolean): KeptZone | null {
  const chosen = !text?.startsWith(OWN);
  const zone = chosen ? text : text?.slice(OWN.length);
  return zone !== undefined && isZone(zone) ? { zone, chosen } : null;
}
