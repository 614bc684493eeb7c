import { assumeRole, type RoleCredentials, renewed } from './assume-role';
import { recent } from './recent';

/** Where calls go and as whom: as the process itself, or in a role that it assumes. */
export type Access = { region: string; roleArn: string | null; externalId: string | null };

/** One call must end well within a reconciler's lease. */
const TIMEOUTS = { connectionTimeout: 1_000, requestTimeout: 2_500, throwOnRequestTimeout: true };

/** Roles of environments, and requests that are under way: a bulk act is one, whatever it is done to. */
const MOST_ASSUMED = 500;

const assumed = recent<() => Promise<RoleCredentials>>(MOST_ASSUMED);

/**
 * What every client of AWS is made with: the Region, credentials and time-outs, and one attempt, because retries belong
 * to whoever has a budget. Endpoints come from the process environment, as for every AWS tool.
 * @param requestId of the change that causes the calls, so that CloudTrail has it: as the name of the role's session,
 * and in the user agent, which is all there is where no role is assumed
 */
export function clientConfig({ region, roleArn, externalId }: Access, requestId: string | null = null) {
  const common = {
    region,
    maxAttempts: 1,
    requestHandler: TIMEOUTS,
    ...(requestId !== null && { customUserAgent: [['rota', requestId]] satisfies [string, string][] }),
  };
  if (roleArn === null) return common;
  const request = {
    RoleArn: roleArn,
    RoleSessionName: sessionName(requestId),
    ...(requestId !== null && SHORT),
    ...(externalId !== null && { ExternalId: externalId }),
  };
  const key = JSON.stringify([region, roleArn, externalId, request.RoleSessionName]);
  const credentials = assumed(key, () => renewed(() => assumeRole(common, request)));
  return { ...common, credentials };
}

/** The shortest that AWS gives (AssumeRole, AWS STS API reference): a request is soon over. */
const SHORT = { DurationSeconds: 900 };

/**
 * The name of a role's session: "rota", or "rota-" and the request's id. IAM takes 2 to 64 characters of
 * `[\w+=,.@-]` (AssumeRole, AWS STS API reference); no id of Rota's own has others, or is as long.
 */
export const sessionName = (requestId: string | null): string =>
  requestId === null ? 'rota' : `rota-${requestId.replace(/[^\w+=,.@-]/g, '-')}`.slice(0, 64);
