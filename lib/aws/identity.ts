import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type Access, clientConfig } from './credentials';
import { AwsError, classify } from './errors';

/**
 * Who AWS says that calls are made as.
 * @throws AwsError, where the credentials are not accepted or AWS does not answer
 */
export async function callerOf(access: Access): Promise<{ accountId: string; arn: string }> {
  const client = new STSClient(clientConfig(access));
  try {
    const { Account = '', Arn = '' } = await client.send(new GetCallerIdentityCommand({}));
    return { accountId: Account, arn: Arn };
  } catch (error) {
    throw classify(error);
  } finally {
    client.destroy();
  }
}

/**
 * Makes sure that calls are made in the account that Rota manages.
 * @throws AwsError credentials, where they are not, or are not accepted
 */
export async function assertAccount(access: Access, accountId: string): Promise<void> {
  const caller = await callerOf(access);
  if (caller.accountId === accountId) return;
  throw new AwsError(
    'credentials',
    'WrongAccount',
    `The AWS credentials belong to account ${caller.accountId}, but this environment is account ${accountId}.`,
  );
}
