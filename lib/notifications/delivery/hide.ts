import { MASK } from '@/lib/targets/mask';

/** A part of an address that may be a key of its own has at least so many characters. */
const PART_MIN = 8;

/**
 * Masks in a text what it repeats of an address beside the host: as a whole, or a part of it, also as JSON, HTML or
 * another address would write it.
 * @param address an absolute one, as it is stored
 */
export function hideAddress(text: string, address: string): string {
  const secrets = partsOf(address)
    .flatMap(writtenAs)
    .sort((one, other) => other.length - one.length);
  return [...new Set(secrets)].reduce((shown, secret) => shown.replaceAll(secret, MASK), text);
}

function partsOf(address: string): string[] {
  const { href, pathname, search } = new URL(address);
  const values = search
    .slice(1)
    .split('&')
    .map((pair) => pair.slice(pair.indexOf('=') + 1));
  return [
    address,
    href,
    ...[pathname + search, pathname, search].filter((part) => part.length > 1),
    ...[...pathname.split('/'), ...values].filter((part) => part.length >= PART_MIN),
  ];
}

function writtenAs(part: string): string[] {
  const plain = [part, decoded(part)];
  const html = plain.map((one) => one.replaceAll('&', '&amp;'));
  const unicode = plain.map((one) => one.replaceAll('&', '\\u0026'));
  const slashed = [...plain, ...html, ...unicode].map((one) => one.replaceAll('/', '\\/'));
  return [...plain, ...html, ...unicode, ...slashed, encodeURIComponent(part)];
}

/** A percent sign that begins no escape stands for itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}
