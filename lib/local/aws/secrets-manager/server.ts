import { AwsError, notFound } from '../errors';
import { type Endpoint, listen, type Reply, type Request } from '../http';
import { type JsonObject, readJsonObject } from '../json';
import type { ServiceOptions } from '../service-options';
import type { StsServer } from '../sts/server';

const TYPE = { 'content-type': 'application/x-amz-json-1.1' };
const ACTION = 'secretsmanager.GetSecretValue';

export interface SecretVersion {
  id: string;
  stages: readonly string[];
  /** Text, or bytes of a binary secret. */
  value: string | Uint8Array;
}

export interface Secret {
  versions: readonly SecretVersion[];
  /** ARNs of the only roles that may read it; absent: anybody may. */
  readers?: readonly string[];
}

export interface SecretsManagerServer extends Endpoint {
  /** By name: a test may change what it holds at any time. */
  readonly secrets: Map<string, Secret>;
  /** Set by a test to make calls fail. */
  refusal: { code: string; message: string } | undefined;
}

export interface SecretsManagerOptions extends ServiceOptions {
  sts: Pick<StsServer, 'whoIs'>;
}

/** A secret of one version that anybody may read. */
export const plainSecret = (value: string): Secret => ({
  versions: [{ id: 'v1', stages: ['AWSCURRENT'], value }],
});

const failure = (error: AwsError): Reply => ({
  status: error.status,
  headers: TYPE,
  body: JSON.stringify({ __type: error.code, Message: error.message }),
});

/** GetSecretValue of AWS Secrets Manager (awsJson1.1), of secrets that are kept in memory. */
export async function startSecretsManager(options: SecretsManagerOptions): Promise<SecretsManagerServer> {
  const secrets = new Map<string, Secret>();
  const server: Pick<SecretsManagerServer, 'secrets' | 'refusal'> = { secrets, refusal: undefined };

  function getSecretValue(request: Request): JsonObject {
    const { SecretId, VersionStage, VersionId } = readJsonObject(request.body);
    const name = nameIn(String(SecretId ?? ''));
    const arn = `arn:aws:secretsmanager:${request.region}:${request.account}:secret:${name}`;
    const secret = secrets.get(name);
    assertMayRead(secret, options.sts.whoIs(request.headers.authorization).Arn, arn);
    if (!secret) throw notFound("Secrets Manager can't find the specified secret.");
    const version = secret.versions.find(({ id, stages }) =>
      VersionId === undefined ? stages.includes(String(VersionStage ?? 'AWSCURRENT')) : id === VersionId,
    );
    if (!version) {
      const asked = VersionId ? `version id: ${VersionId}` : `staging label: ${VersionStage ?? 'AWSCURRENT'}`;
      throw notFound(`Secrets Manager can't find the specified secret value for ${asked}`);
    }
    const { id, stages, value } = version;
    return {
      ARN: `${arn}-AbCdEf`,
      Name: name,
      VersionId: id,
      VersionStages: [...stages],
      ...(typeof value === 'string'
        ? { SecretString: value }
        : { SecretBinary: Buffer.from(value).toString('base64') }),
    };
  }

  const endpoint = await listen({
    ...options,
    failure,
    handle: async (request) => {
      const action = String(request.headers['x-amz-target'] ?? '');
      if (action !== ACTION) throw new AwsError('UnknownOperationException', `${action} does not exist here`);
      if (server.refusal) throw new AwsError(server.refusal.code, server.refusal.message);
      return { status: 200, headers: TYPE, body: JSON.stringify(getSecretValue(request)) };
    },
  });
  return Object.assign(server, endpoint);
}

/** A secret is asked for by its name or its ARN, which ends with the name, a hyphen and six random characters. */
const nameIn = (id: string): string =>
  /^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:(.+?)(?:-\w{6})?$/.exec(id)?.[1] ?? id;

/** As AWS words it, which does not tell whether there is such a secret. */
function assertMayRead(secret: Secret | undefined, caller: string, arn: string): void {
  if (!secret?.readers) return;
  const [, account, role] = /^arn:aws:sts::(\d+):assumed-role\/([^/]+)\//.exec(caller) ?? [];
  if (role && secret.readers.includes(`arn:aws:iam::${account}:role/${role}`)) return;
  throw new AwsError(
    'AccessDeniedException',
    `User: ${caller} is not authorized to perform: secretsmanager:GetSecretValue on resource: ${arn} because no identity-based policy allows the secretsmanager:GetSecretValue action`,
  );
}
