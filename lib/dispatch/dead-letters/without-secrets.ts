import { failed } from '@/lib/aws/send/failures';
import { encryptionKey } from '@/lib/encryption-key';
import { tryOpenInput } from '@/lib/targets/secrets';
import { masked, secretsIn } from '../deliver-masked';

/** The input of a target, its secrets encrypted, and where they are (JSON pointers, RFC 6901). */
type Target = { input: string | null; secretFields: string[] };

/**
 * What AWS said of a call, the secrets of the target's input masked in it.
 * @returns null where they can't be opened, so that nobody knows what to mask
 */
export function withoutSecrets(message: string, { input, secretFields }: Target): string | null {
  const opened = input === null ? '' : tryOpenInput(input, secretFields, encryptionKey());
  if (opened === null) return null;
  const answer = masked(failed(message, { permanent: true }), secretsIn(opened, secretFields));
  return 'reason' in answer ? answer.reason : null;
}
