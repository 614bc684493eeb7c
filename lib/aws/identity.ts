import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { AwsError, classify } from './errors';

/**
 * Makes sure that the process's credentials belong to the account that Rota manages.
 * @throws AwsError credentials, where they don't or are not accepted
 */
export async function assertAccount(region: string, accountId: string): Promise<void> {
  const client = new STSClient({ region, maxAttempts: 2, requestHandler: { requestTimeout: 2_500 } });
  try {
    const { Account } = await client.send(new GetCallerIdentityCommand({}));
    if (Account === accountId) return;
    throw new AwsError(
      'credentials',
      'WrongAccount',
      `The AWS credentials belong to account ${Account}, but this environment is account ${accountId}.`,
    );
  } catch (error) {
    throw classify(error);
  } finally {
    client.destroy();
  }
}
