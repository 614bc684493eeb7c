import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { AwsError, messageOf } from '../errors';
import { isMissing } from '../files';
import { type Endpoint, listen, type Reply, type Request } from '../http';
import type { ServiceOptions } from '../service-options';
import { functionArn, functionNotFound, type Place, readFunctionName } from './names';
import { type FunctionResult, runFunction } from './run';

export interface LambdaOptions extends ServiceOptions {
  functionsDir: string;
  dataDir: string;
  timeoutSeconds: number;
}

/** The parts of the Lambda API that Rota and its targets use; a function is a file `<name>.mjs`. */
export async function startLambda(options: LambdaOptions): Promise<Endpoint> {
  const running = new Set<Promise<unknown>>();
  const stopped = new AbortController();
  const fileOf = (name: string) => path.join(options.functionsDir, `${name}.mjs`);

  async function configuration(place: Place, name: string) {
    try {
      const [code, about] = await Promise.all([readFile(fileOf(name)), stat(fileOf(name))]);
      return {
        FunctionName: name,
        FunctionArn: functionArn(place, name),
        Runtime: 'nodejs22.x',
        Handler: `${name}.handler`,
        CodeSize: code.length,
        CodeSha256: createHash('sha256').update(code).digest('base64'),
        Timeout: options.timeoutSeconds,
        MemorySize: 128,
        LastModified: about.mtime.toISOString().replace('Z', '+0000'),
        Version: '$LATEST',
        State: 'Active',
        PackageType: 'Zip',
      };
    } catch (error) {
      if (isMissing(error)) throw functionNotFound(functionArn(place, name));
      throw error;
    }
  }

  function run(request: Request, name: string): Promise<FunctionResult> {
    const call = runFunction({
      file: fileOf(name),
      name,
      region: request.region,
      account: request.account,
      requestId: request.requestId,
      event: request.body || '{}',
      timeoutSeconds: options.timeoutSeconds,
      logFile: path.join(options.dataDir, 'logs', 'lambda', `${name}.log`),
      signal: stopped.signal,
    });
    running.add(call);
    const forget = () => running.delete(call);
    call.then(forget, forget);
    return call;
  }

  async function invoke(request: Request, name: string): Promise<Reply> {
    await configuration(request, name);
    requireJson(request.body);
    const type = String(request.headers['x-amz-invocation-type'] ?? 'RequestResponse');
    if (type === 'DryRun') return { status: 204, body: '' };
    if (type === 'Event') {
      run(request, name).catch((error) => {
        options.log('a function could not be run', { name, error: messageOf(error) });
      });
      return { status: 202, body: '' };
    }
    if (type !== 'RequestResponse')
      throw new AwsError('InvalidParameterValueException', `Unknown invocation type ${type}`);
    const { payload, failed, tail } = await run(request, name);
    return {
      status: 200,
      headers: {
        'content-type': 'application/json',
        'x-amz-executed-version': '$LATEST',
        ...(failed && { 'x-amz-function-error': 'Unhandled' }),
        ...(request.headers['x-amz-log-type'] === 'Tail' && {
          'x-amz-log-result': Buffer.from(tail).toString('base64'),
        }),
      },
      body: payload,
    };
  }

  async function list(request: Request): Promise<Reply> {
    const query = request.url.searchParams;
    const size = Number(query.get('MaxItems') ?? 50);
    const files = await readdir(options.functionsDir);
    const names = files.flatMap((file) => (file.endsWith('.mjs') ? [file.slice(0, -4)] : [])).sort();
    const after = query.get('Marker') ?? '';
    const rest = names.filter((name) => name > after);
    const page = rest.slice(0, size);
    const Functions = await Promise.all(page.map((name) => configuration(request, name)));
    return json({ Functions, ...(rest.length > size && { NextMarker: page.at(-1) }) });
  }

  const endpoint = await listen({
    ...options,
    failure,
    handle: async (request) => {
      const [, name, action] =
        /^\/2015-03-31\/functions(?:\/([^/]+)(?:\/(invocations))?)?\/?$/.exec(request.url.pathname) ?? [];
      const route = `${request.method} ${name ? 'function' : 'functions'} ${action ?? ''}`.trim();
      const known = () => readFunctionName(decodeURIComponent(name ?? ''), request);
      if (!request.url.pathname.startsWith('/2015-03-31/functions')) throw unknownOperation();
      if (route === 'GET functions') return list(request);
      if (route === 'POST function invocations') return invoke(request, known());
      if (route === 'GET function')
        return json({
          Configuration: await configuration(request, known()),
          Code: { RepositoryType: 'Local', Location: fileOf(known()) },
        });
      throw unknownOperation();
    },
  });
  return {
    ...endpoint,
    close: async () => {
      stopped.abort();
      await endpoint.close();
      await Promise.allSettled(running);
    },
  };
}

const unknownOperation = () =>
  new AwsError('UnknownOperationException', 'This operation does not exist here', 404);

const json = (body: unknown): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const failure = (error: AwsError): Reply => ({
  status: error.status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
  body: JSON.stringify({ Type: error.status < 500 ? 'User' : 'Service', Message: error.message }),
});

function requireJson(body: string): void {
  if (body === '') return;
  try {
    JSON.parse(body);
  } catch (error) {
    throw new AwsError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${messageOf(error)}`,
    );
  }
}
