import { type Endpoint, listen } from '../http';
import { xmlFailure } from '../query-xml';
import type { ServiceOptions } from '../service-options';
import { type Bus, scopeFor } from './bus';

export const startSns = (bus: Bus, options: ServiceOptions): Promise<Endpoint> =>
  listen({
    ...options,
    failure: (error, request) =>
      xmlFailure(error, request.requestId, 'http://sns.amazonaws.com/doc/2010-03-31/'),
    handle: (request) =>
      bus.send({
        headers: {
          ...request.headers,
          'content-type': 'application/x-www-form-urlencoded',
          authorization: request.headers.authorization ?? scopeFor(request.region, 'sns'),
        },
        body: request.body,
      }),
  });
