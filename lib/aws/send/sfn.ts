import type { RoleCredentials } from '../assume-role';
import { type Answer, toldBy } from './answer';
import { type Call, domainOf, partsOf } from './call';
import type { ClientSettings } from './client';
import { executionPage } from './console';
import { authorization } from './sign';

/**
 * Starts an execution that is named by the token: one that has started already under this name is the same one
 * (StartExecution, Step Functions API reference). Names of express workflows need not be unique: each call starts one.
 */
export async function startExecution(
  { arn, token, input }: Call,
  { credentials }: ClientSettings,
  options: { abortSignal: AbortSignal },
): Promise<Answer> {
  const body = JSON.stringify({ stateMachineArn: arn, name: token, ...(input !== null && { input }) });
  const { told, said } = await post(arn, body, credentials, options.abortSignal);
  if (said.executionArn) return { ...told, outcome: 'delivered', links: executionPage(said.executionArn) };
  const name = said.__type?.split('#').at(-1) ?? 'UnknownError';
  if (name === 'ExecutionAlreadyExists')
    return { ...told, outcome: 'delivered', links: executionPage(executionArn(arn, token)) };
  throw Object.assign(new Error(said.message ?? 'It gave no reason.'), {
    name,
    $metadata: { httpStatusCode: told.status, requestId: told.requestId },
  });
}

/** Of a state machine, or a version or an alias of it. */
function executionArn(stateMachineArn: string, name: string): string {
  const { partition, region, account, resource } = partsOf(stateMachineArn);
  return `arn:${partition}:states:${region}:${account}:execution:${resource.split(':')[1]}:${name}`;
}

type Said = { executionArn?: string; __type?: string; message?: string };

/** AWS JSON 1.0, as Step Functions speaks it. Endpoints come from the process environment, as for every AWS tool. */
async function post(arn: string, body: string, credentials: RoleCredentials, signal: AbortSignal) {
  const { partition, region } = partsOf(arn);
  const { AWS_ENDPOINT_URL_SFN: own, AWS_ENDPOINT_URL: all } = process.env;
  const url = new URL(own ?? all ?? `https://states.${region}.${domainOf(partition)}`);
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-date': new Date().toISOString().replace(/[:-]|\.\d{3}/g, ''),
    'x-amz-security-token': credentials.sessionToken,
    'x-amz-target': 'AWSStepFunctions.StartExecution',
  };
  const signer = { ...credentials, region, service: 'states' };
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, authorization: authorization({ ...headers, host: url.host }, body, signer) },
      body,
      signal,
      redirect: 'error',
    });
    const requestId = response.headers.get('x-amzn-requestid') ?? undefined;
    const said = read(await response.text());
    return { told: toldBy({ httpStatusCode: response.status, requestId }), said };
  } catch (error) {
    // What went wrong on the way stands behind fetch's own error.
    throw error instanceof Error && error.cause instanceof Error ? error.cause : error;
  }
}

/** What is no JSON comes from somebody on the way: it says nothing. */
function read(text: string): Said {
  try {
    return JSON.parse(text) as Said;
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
