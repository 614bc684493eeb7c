import { AwsError } from '../errors';
import { type Endpoint, listen, type Reply } from '../http';
import { readJsonObject } from '../json';
import type { ServiceOptions } from '../service-options';
import { EcsService, type EcsServiceOptions, TokenConflict } from './service';

const TYPE = { 'content-type': 'application/x-amz-json-1.1' };
const PREFIX = 'AmazonEC2ContainerServiceV20141113.';

const failure = (error: AwsError): Reply => ({
  status: error.status,
  headers: TYPE,
  body: JSON.stringify({
    __type: error.code,
    message: error.message,
    ...(error instanceof TokenConflict && { resourceIds: error.resourceIds }),
  }),
});

/** The parts of the ECS API that Rota and its targets use; a task definition is a file `<family>.json`. */
export async function startEcs(options: ServiceOptions & EcsServiceOptions): Promise<Endpoint> {
  const service = new EcsService(options);
  const endpoint = await listen({
    ...options,
    failure,
    handle: async (request) => {
      const target = String(request.headers['x-amz-target'] ?? '');
      const name = target.startsWith(PREFIX) ? target.slice(PREFIX.length) : '';
      const operation = Object.hasOwn(service.operations, name) ? service.operations[name] : undefined;
      if (!operation) throw new AwsError('UnknownOperationException', `${target} does not exist here`);
      const result = await operation(readJsonObject(request.body), request.region);
      return { status: 200, headers: TYPE, body: JSON.stringify(result) };
    },
  });
  return {
    ...endpoint,
    close: async () => {
      await endpoint.close();
      await service.close();
    },
  };
}
