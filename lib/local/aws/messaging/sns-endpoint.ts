import { type Endpoint, listen } from '../http';
import { xmlFailure } from '../query-xml';
import type { ServiceOptions } from '../service-options';
import { type Bus, scopeFor } from './bus';

/** Leaves the topics of other Regions out of a list of topics. */
const ownTopics = (xml: string, own: string) =>
  xml.replaceAll(
    /<member><TopicArn>arn:aws:sns:([^:<]+):[^<]*<\/TopicArn><\/member>/g,
    (member, region: string) => (region === own ? member : ''),
  );

export const startSns = (bus: Bus, options: ServiceOptions): Promise<Endpoint> =>
  listen({
    ...options,
    failure: (error, request) =>
      xmlFailure(error, request.requestId, 'http://sns.amazonaws.com/doc/2010-03-31/'),
    handle: async (request) => {
      const reply = await bus.send({
        headers: {
          ...request.headers,
          'content-type': 'application/x-www-form-urlencoded',
          authorization: request.headers.authorization ?? scopeFor(request.region, 'sns'),
        },
        body: request.body,
      });
      return { ...reply, body: ownTopics(reply.body, request.region) };
    },
  });
