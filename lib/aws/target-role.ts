import { assumeRole, type RoleCredentials, renewed } from './assume-role';
import { type Access, clientConfig } from './credentials';
import { recent } from './recent';

/** Sessions of roles that are kept, one for each role and schedule. */
const MOST_SESSIONS = 10_000;

const sessions = recent<() => Promise<RoleCredentials>>(MOST_SESSIONS);

/**
 * The credentials of a target's role, assumed from the identity that an environment is managed with. The session is named
 * "rota-" and the schedule's id, so that CloudTrail tells for which schedule a call was made; it is kept until shortly
 * before it ends, at most an hour (Role chaining, IAM user guide).
 * @throws AwsError with AWS's own words, where the role can not be assumed
 */
export function targetRole(access: Access, roleArn: string, scheduleId: string): Promise<RoleCredentials> {
  const key = JSON.stringify([access.region, access.roleArn, access.externalId, roleArn, scheduleId]);
  const request = { RoleArn: roleArn, RoleSessionName: `rota-${scheduleId}` };
  return sessions(key, () => renewed(() => assumeRole(clientConfig(access), request)))();
}
