import { SQSClient } from '@aws-sdk/client-sqs';
import type { Access } from '../credentials';
import { targetRole } from '../target-role';
import type { Answer } from './answer';
import type { Call } from './call';
import { failureOf, roleFailure } from './failures';

/** In whose name, and for which schedule, a call is made. */
type Acting = Pick<Call, 'roleArn' | 'scheduleId'>;

const CONNECT_MS = 3_000;

/**
 * The connections that all deliveries share. A call that waits for a function holds one for as long as that runs, so
 * their number is not limited here, and silence ends none before its own time-out.
 */
const connections = new SQSClient({
  region: 'none',
  requestHandler: {
    connectionTimeout: CONNECT_MS,
    socketTimeout: 0,
    httpAgent: { maxSockets: Number.POSITIVE_INFINITY, keepAlive: true },
    httpsAgent: { maxSockets: Number.POSITIVE_INFINITY, keepAlive: true },
  },
}).config.requestHandler;

/**
 * What a client that acts in a target's role is made with; retries belong to whoever has a budget. It is not to be
 * destroyed: its connections are shared.
 */
export type ClientSettings = Awaited<ReturnType<typeof settingsFor>>;

/** @throws AwsError where the role can not be assumed */
async function settingsFor(acting: Acting, access: Access) {
  const credentials = await targetRole(access, acting.roleArn, acting.scheduleId);
  return { region: access.region, maxAttempts: 1, credentials, requestHandler: connections };
}

/**
 * Does one thing in a target's role, and turns whatever AWS or the network says against it into an answer.
 * @param timeoutMs for the answer, once the role is assumed
 * @param before called then; what it throws is thrown
 */
export async function inRole(
  acting: Acting,
  access: Access,
  timeoutMs: number,
  act: (settings: ClientSettings, options: { abortSignal: AbortSignal }) => Promise<Answer>,
  before?: () => Promise<void>,
): Promise<Answer> {
  let settings: ClientSettings;
  try {
    settings = await settingsFor(acting, access);
  } catch (error) {
    return roleFailure(error, acting.roleArn);
  }
  await before?.();
  try {
    return await act(settings, { abortSignal: AbortSignal.timeout(timeoutMs) });
  } catch (error) {
    return failureOf(error);
  }
}
