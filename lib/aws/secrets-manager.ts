import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Access, clientConfig } from './credentials';
import { AwsError, classify } from './errors';
import { targetRole } from './target-role';

/** Which text: of which secret (name or ARN), which field of it (null: all of it), which version (null: AWSCURRENT). */
type Wanted = {
  secretId: string;
  jsonKey: string | null;
  versionStage: string | null;
  versionId: string | null;
};

/** Reads secrets. Every method throws AwsError and nothing else; no error says what a secret holds. */
export type SecretReader = {
  read(wanted: Wanted): Promise<string>;
  destroy(): void;
};

/** What AWS refuses until somebody changes the secret, its key or the reference (GetSecretValue, AWS API reference). */
const FINAL = ['DecryptionFailure', 'InvalidParameterException', 'InvalidRequestException'];

/**
 * AWS Secrets Manager as a target's role sees it, whose policy decides which secrets may be read. Nothing is kept, so
 * that a secret which was rotated counts from the next call on.
 * @param access how the environment is managed: the target's role is assumed from there
 * @throws AwsError missing: no such secret or version; denied; rejected: NoSuchKey, NoText (a binary secret), NotJson, or
 * what AWS refuses for good
 */
export function createSecretReader(
  access: Access,
  { roleArn, scheduleId }: { roleArn: string; scheduleId: string },
): SecretReader {
  const credentials = () => targetRole(access, roleArn, scheduleId);
  const client = new SecretsManagerClient({ ...clientConfig(access), credentials });
  return {
    read: async ({ secretId, jsonKey, versionStage, versionId }) => {
      const text = await textOf(client, {
        SecretId: secretId,
        ...(versionStage !== null && { VersionStage: versionStage }),
        ...(versionId !== null && { VersionId: versionId }),
      });
      if (text === undefined)
        throw rejected('NoText', `The secret ${secretId} is binary: only one that is text can be sent.`);
      return jsonKey === null ? text : fieldOf(text, secretId, jsonKey);
    },
    destroy: () => client.destroy(),
  };
}

type Asked = { SecretId: string; VersionStage?: string; VersionId?: string };

async function textOf(client: SecretsManagerClient, asked: Asked): Promise<string | undefined> {
  try {
    return (await client.send(new GetSecretValueCommand(asked))).SecretString;
  } catch (error) {
    const known = classify(error);
    const told = `The secret ${asked.SecretId} could not be read: ${known.message}`;
    throw new AwsError(FINAL.includes(known.code) ? 'rejected' : known.kind, known.code, told, error);
  }
}

function fieldOf(text: string, secretId: string, jsonKey: string): string {
  const fields = fieldsOf(text);
  if (fields === null)
    throw rejected('NotJson', `The secret ${secretId} is no JSON object, so it has no field ${jsonKey}.`);
  const value = Object.hasOwn(fields, jsonKey) ? fields[jsonKey] : undefined;
  if (value === undefined) throw rejected('NoSuchKey', `The secret ${secretId} has no field ${jsonKey}.`);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Null of what is no JSON object; the parser's own words would quote the secret. */
function fieldsOf(text: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(text);
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Record<string, unknown>) : null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

const rejected = (code: string, message: string) => new AwsError('rejected', code, message);
