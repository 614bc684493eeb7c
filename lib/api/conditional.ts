import { RotaError } from '@/lib/errors';
import { ApiRefusal } from './refusal';

/** A version as an ETag (RFC 9110, section 8.8.3): a strong one, for what it names is one version of one thing. */
export const etagOf = (version: number): string => `"${version}"`;

/** Of what an endpoint answers. */
export const versionOf = ({ version }: { version: number }): number => version;
/** The same of a schedule. */
export const generationOf = ({ generation }: { generation: number }): number => generation;

/** The version that If-Match names, as the input of a command has it; nothing where any will do. */
export const seenVersion = (ifMatch: number | null) => ifMatch !== null && { version: ifMatch };
/** The same of a schedule. */
export const seenGeneration = (ifMatch: number | null) => ifMatch !== null && { generation: ifMatch };

/**
 * The version that a request is meant for (RFC 9110, section 13.1.1); null of none, and of `*`.
 * @throws ApiRefusal 400 of what is no ETag of Rota
 */
export function readIfMatch(header: string | null): number | null {
  if (header === null || header.trim() === '*') return null;
  const [, version] = /^\s*"(\d{1,9})"\s*$/.exec(header) ?? [];
  if (version === undefined)
    throw new ApiRefusal(400, 'If-Match must be the ETag of a version, as in "12", or *.');
  if (Number(version) === 0) throw new ApiRefusal(412, 'There is no version 0.');
  return Number(version);
}

/**
 * Makes a change of what it reads first. Where no version was named it is made to whatever is there: what somebody else
 * changed meanwhile is read anew.
 * @throws ApiRefusal 409 where that goes on; and what `change` throws
 */
export async function toWhatIsThere<R>(ifMatch: number | null, change: () => Promise<R>): Promise<R> {
  for (let tries = 1; ; tries += 1)
    try {
      return await change();
    } catch (error) {
      if (ifMatch !== null || !(error instanceof RotaError && error.version !== null)) throw error;
      if (tries === MOST_TRIES) throw new ApiRefusal(409, BUSY, { 'Retry-After': '1' });
    }
}

/** Of so many changes at once each is made: every one that has to be tried again saw another one done. */
const MOST_TRIES = 10;
const BUSY = 'Others change this all the time. Wait as long as Retry-After says, and send it again.';
