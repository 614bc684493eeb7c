import { callerOf } from '@/lib/aws/identity';
import { principalOf } from '@/lib/aws/role-check';
import { env } from '@/lib/env';
import { log } from '@/lib/log';

/** As whom Rota's own processes act, as AWS tells: the role that other accounts must trust. Null where it does not. */
export async function processArn(): Promise<string | null> {
  try {
    const caller = await callerOf({ region: env().AWS_REGION, roleArn: null, externalId: null });
    return principalOf(caller.arn);
  } catch (error) {
    log.warn({ err: error }, 'AWS did not say as whom Rota acts');
    return null;
  }
}
