import { randomBytes } from 'node:crypto';
import { ACCOUNT, temporaryKey } from '../account';
import { AwsError } from '../errors';
import { type Endpoint, listen, type Reply, type Request } from '../http';
import { element, text, xmlFailure, xmlReply } from '../query-xml';
import type { ServiceOptions } from '../service-options';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';
const ROLE = /^arn:aws(?:-[a-z]+)*:iam::(\d{12}):role\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]{1,64})$/;
const ROOT: Identity = { Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:user/local`, UserId: 'AIDALOCAL' };

export interface StsOptions extends ServiceOptions {
  now: () => number;
  /** Role ARNs that nobody may assume. */
  unassumableRoles: ReadonlySet<string>;
}

export interface StsServer extends Endpoint {
  /** Who signed a request, by its Authorization header. */
  whoIs(authorization: string | undefined): Identity;
  /** The ARNs of all sessions of roles that were given out, in order. */
  readonly sessions: readonly string[];
}

type Identity = { Account: string; Arn: string; UserId: string };

const accessKeyIn = (authorization = '') => /Credential=([^/]+)\//.exec(authorization)?.[1] ?? '';
const randomKey = (bytes: number) => randomBytes(bytes).toString('hex').toUpperCase();

function need(parameters: URLSearchParams, name: string, pattern: RegExp): string {
  const value = parameters.get(name);
  if (value !== null && pattern.test(value)) return value;
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  throw new AwsError(
    'ValidationError',
    `1 validation error detected: Value ${value === null ? 'null' : `'${value}'`} at '${member}' failed to satisfy constraint: ${
      value === null
        ? 'Member must not be null'
        : `Member must satisfy regular expression pattern: ${pattern.source}`
    }`,
  );
}

function duration(parameters: URLSearchParams): number {
  const given = parameters.get('DurationSeconds') ?? '3600';
  const seconds = Number(given);
  if (Number.isInteger(seconds) && seconds >= 900 && seconds <= 43_200) return seconds;
  throw new AwsError(
    'ValidationError',
    `1 validation error detected: Value '${given}' at 'durationSeconds' failed to satisfy constraint: Member must be between 900 and 43200`,
  );
}

/** AssumeRole and GetCallerIdentity; whoever uses the credentials of a role is told that role again. */
export async function startSts(options: StsOptions): Promise<StsServer> {
  const identities = new Map<string, Identity>();
  const sessions: string[] = [];
  const whoIs = (authorization: string | undefined) => identities.get(accessKeyIn(authorization)) ?? ROOT;

  function assumeRole(parameters: URLSearchParams, request: Request): Reply {
    const role = need(parameters, 'RoleArn', ROLE);
    const session = need(parameters, 'RoleSessionName', /^[\w+=,.@-]{2,64}$/);
    const seconds = duration(parameters);
    const [, account = '', name = ''] = ROLE.exec(role) ?? [];
    const caller = whoIs(request.headers.authorization);
    if (options.unassumableRoles.has(role))
      throw new AwsError(
        'AccessDenied',
        `User: ${caller.Arn} is not authorized to perform: sts:AssumeRole on resource: ${role}`,
        403,
      );
    const key = temporaryKey(account, randomKey(2));
    const roleId = `AROA${randomKey(8)}:${session}`;
    const arn = `arn:aws:sts::${account}:assumed-role/${name}/${session}`;
    identities.set(key, { Account: account, Arn: arn, UserId: roleId });
    sessions.push(arn);
    const credentials =
      text('AccessKeyId', key) +
      text('SecretAccessKey', randomKey(20)) +
      text('SessionToken', randomKey(32)) +
      text('Expiration', new Date(options.now() + seconds * 1000).toISOString());
    const user = text('AssumedRoleId', roleId) + text('Arn', arn);
    return xmlReply(
      'AssumeRole',
      element('Credentials', credentials) + element('AssumedRoleUser', user),
      request.requestId,
      NAMESPACE,
    );
  }

  const endpoint = await listen({
    ...options,
    failure: (error, request) => xmlFailure(error, request.requestId, NAMESPACE),
    handle: async (request) => {
      const parameters = new URLSearchParams(request.body || request.url.search);
      const action = parameters.get('Action') ?? '';
      if (action === 'AssumeRole') return assumeRole(parameters, request);
      if (action !== 'GetCallerIdentity')
        throw new AwsError('InvalidAction', `Could not find operation ${action} for version 2011-06-15`);
      const who = whoIs(request.headers.authorization);
      const inner = text('Arn', who.Arn) + text('UserId', who.UserId) + text('Account', who.Account);
      return xmlReply(action, inner, request.requestId, NAMESPACE);
    },
  });
  return { ...endpoint, whoIs, sessions };
}
