import { createHash, createHmac } from 'node:crypto';

export type Signer = {
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
  service: string;
};

/**
 * The Authorization header of a POST to `/` without a query (Signature Version 4, IAM user guide: Create a signed AWS API
 * request).
 * @param headers all that are signed, with names in lower case; `x-amz-date` as in 20260601T080000Z among them
 */
export function authorization(
  headers: Readonly<Record<string, string>>,
  body: string,
  { accessKeyId, secretAccessKey, region, service }: Signer,
): string {
  const names = Object.keys(headers).sort();
  const canonical = names.map((name) => `${name}:${headers[name]?.trim().replace(/ +/g, ' ')}\n`).join('');
  const signed = names.join(';');
  const at = headers['x-amz-date'] ?? '';
  const scope = [at.slice(0, 8), region, service, 'aws4_request'];
  const request = ['POST', '/', '', canonical, signed, sha256(body)].join('\n');
  const text = ['AWS4-HMAC-SHA256', at, scope.join('/'), sha256(request)].join('\n');
  const key = scope.reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`);
  const signature = hmac(key, text).toString('hex');
  return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope.join('/')}, SignedHeaders=${signed}, Signature=${signature}`;
}

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text, 'utf8').digest();
