import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { AwsError, classify } from './errors';

/** Where calls go and as whom: as the process itself, or in a role that it assumes. */
export type Access = { region: string; roleArn: string | null; externalId: string | null };

type Credentials = {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
};

/** One call must end well within a reconciler's lease. */
const TIMEOUTS = { connectionTimeout: 1_000, requestTimeout: 2_500, throwOnRequestTimeout: true };

const assumed = new Map<string, () => Promise<Credentials>>();

/**
 * What every client of AWS is made with: the Region, credentials and time-outs, and one attempt, because retries belong
 * to whoever has a budget. Endpoints come from the process environment, as for every AWS tool.
 */
export function clientConfig({ region, roleArn, externalId }: Access) {
  const common = { region, maxAttempts: 1, requestHandler: TIMEOUTS };
  if (roleArn === null) return common;
  const key = JSON.stringify([region, roleArn, externalId]);
  const credentials = assumed.get(key) ?? remembered(() => assume(region, roleArn, externalId));
  assumed.set(key, credentials);
  return { ...common, credentials };
}

/** @throws AwsError with AWS's own words, where the role can not be assumed */
async function assume(region: string, RoleArn: string, externalId: string | null): Promise<Credentials> {
  const client = new STSClient({ region, maxAttempts: 1, requestHandler: TIMEOUTS });
  try {
    const { Credentials: given } = await client.send(
      new AssumeRoleCommand({
        RoleArn,
        RoleSessionName: 'rota',
        ...(externalId !== null && { ExternalId: externalId }),
      }),
    );
    if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken || !given.Expiration)
      throw new AwsError('credentials', 'NoCredentials', `AWS gave no credentials for the role ${RoleArn}.`);
    return {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      sessionToken: given.SessionToken,
      expiration: given.Expiration,
    };
  } catch (error) {
    throw classify(error);
  } finally {
    client.destroy();
  }
}

const RENEWED_BEFORE_MS = 5 * 60_000;

/** Asks once for all clients, and again shortly before the credentials end; what failed is asked again at once. */
function remembered(ask: () => Promise<Credentials>): () => Promise<Credentials> {
  let current: Promise<Credentials> | null = null;
  return async () => {
    const asked = current ?? ask();
    current = asked;
    try {
      const credentials = await asked;
      if (credentials.expiration && credentials.expiration.getTime() - Date.now() > RENEWED_BEFORE_MS)
        return credentials;
    } catch (error) {
      if (current === asked) current = null;
      throw error;
    }
    if (current === asked) current = ask();
    return current;
  };
}
