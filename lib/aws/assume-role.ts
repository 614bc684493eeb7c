import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  STSClient,
  type STSClientConfig,
} from '@aws-sdk/client-sts';
import { AwsError, classify } from './errors';

export type RoleCredentials = {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiration: Date;
};

/**
 * The credentials of a new session of a role.
 * @param settings as whom STS is asked
 * @throws AwsError with AWS's own words, where the role can not be assumed
 */
export async function assumeRole(
  settings: STSClientConfig,
  request: AssumeRoleCommandInput,
): Promise<RoleCredentials> {
  const client = new STSClient(settings);
  try {
    const { Credentials: given } = await client.send(new AssumeRoleCommand(request));
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
      throw new AwsError(
        'credentials',
        'NoCredentials',
        `AWS gave no credentials for the role ${request.RoleArn}.`,
      );
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    };
  } catch (error) {
    throw classify(error);
  } finally {
    client.destroy();
  }
}

const RENEWED_BEFORE_MS = 5 * 60_000;

/** Asks once for all who want it at the same time, again shortly before the end, and at once after a failure. */
export function renewed(ask: () => Promise<RoleCredentials>): () => Promise<RoleCredentials> {
  let asked: Promise<RoleCredentials> | null = null;
  let until = Number.POSITIVE_INFINITY;
  return () => {
    if (asked && Date.now() < until) return asked;
    until = Number.POSITIVE_INFINITY;
    const asking = ask();
    asked = asking;
    asking.then(
      ({ expiration }) => {
        until = expiration.getTime() - RENEWED_BEFORE_MS;
      },
      () => {
        if (asked === asking) asked = null;
      },
    );
    return asking;
  };
}
