/** A scheme and its credentials (RFC 9110, section 11.4). */
const CREDENTIALS = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) +(\S.*)$/;

/**
 * How a receiver may say a secret header back: all of it, what follows its scheme, of Basic (RFC 7617) what that encodes
 * and the password in it; each as it is and as JSON writes it, where `/` may be escaped too (RFC 8259, section 7).
 */
export function formsOf(value: string): string[] {
  const [, scheme = '', credentials] = CREDENTIALS.exec(value) ?? [];
  const plain = [value];
  if (credentials !== undefined) {
    plain.push(credentials);
    if (scheme.toLowerCase() === 'basic') plain.push(...decoded(credentials));
  }
  return [...new Set(plain.flatMap(written))];
}

function decoded(credentials: string): string[] {
  const pair = Buffer.from(credentials, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon === -1 ? [pair] : [pair, pair.slice(colon + 1)];
}

function written(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  return [text, json, json.replaceAll('/', '\\/')];
}
