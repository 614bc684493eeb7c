import { isAbsolute } from 'node:path';
import { type Place, syslogPlace } from '../feed/place';

/** Where digests are kept. A syslog's place is null where it is the one of the live feed. */
export type DigestPlace =
  | { kind: 'folder'; folder: string }
  | { kind: 's3'; bucket: string; prefix: string }
  | { kind: 'syslog'; place: Place | null };

/** How long an object is kept from being removed (S3 Object Lock), from when it is written on. */
export type DigestLock = { mode: 'COMPLIANCE' | 'GOVERNANCE'; days: number };

/** 3 to 63 lower-case letters, digits, dots and hyphens (Bucket naming rules, Amazon S3 user guide). */
const BUCKET = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/;

/** 100 years (Object Lock, Amazon S3 user guide). */
const LONGEST_DAYS = 36_500;

/**
 * Reads places, separated by commas: the full path of a folder, `s3://bucket/prefix`, `syslog:` for the place of the live
 * feed, or a syslog of its own as in `tls://siem.example.com:6514`.
 * @returns null where one of them is none of these
 */
export function digestPlaces(text: string): DigestPlace[] | null {
  const places = text.split(',').map((part) => digestPlace(part.trim()));
  const known = places.filter((place) => place !== null);
  return known.length === places.length ? known : null;
}

function digestPlace(text: string): DigestPlace | null {
  if (isAbsolute(text)) return { kind: 'folder', folder: text };
  if (text === 'syslog:') return { kind: 'syslog', place: null };
  const [, bucket, path = ''] = BUCKET.exec(text) ?? [];
  if (bucket !== undefined) {
    const prefix = path.replace(/\/*$/, '');
    return { kind: 's3', bucket, prefix: prefix && `${prefix}/` };
  }
  const place = syslogPlace(text);
  return place && { kind: 'syslog', place };
}

/**
 * Reads a retention as `compliance:3650` or `governance:365`, in days.
 * @returns null where it is none
 */
export function digestLock(text: string): DigestLock | null {
  const [, mode, digits] = /^(compliance|governance):(\d{1,5})$/i.exec(text) ?? [];
  const days = Number(digits);
  if (!mode || days < 1 || days > LONGEST_DAYS) return null;
  return { mode: mode.toUpperCase() as DigestLock['mode'], days };
}
