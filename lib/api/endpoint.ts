import type { z } from 'zod';
import type { Permission } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

/** The chapters of the API's description. */
export const TAGS = {
  Schedules: 'What runs, when, and what it is made of.',
  'Acts on schedules': 'Pausing, resuming, disabling, enabling and running.',
  Runs: 'What ran, and what will.',
  Gates: 'How fast an endpoint may be hit.',
  Freezes: 'Nothing of a team, an environment or all starts until one is lifted.',
  Calendars: 'Dates on which nothing runs.',
  'Bulk acts': 'One act on many schedules, as a filter finds them.',
  Audits: 'What was changed and what was done.',
  Places: 'Teams and environments.',
  Tools: 'Who asks, and what an expression means.',
} as const;
export type Tag = keyof typeof TAGS;

/** A request as an endpoint has it. */
export type Asked<Query> = {
  context: Context;
  /** The parts of the path that vary. */
  params: Record<string, string>;
  query: Query;
  /** The JSON object of the body, which a command checks; empty where there is none. It has nothing of what is fixed. */
  body: Record<string, unknown>;
  /** The version that the act is meant for (If-Match), null where any will do. */
  ifMatch: number | null;
};

type Spec<Query extends z.ZodObject, Output extends z.ZodType, Result extends z.input<Output>> = {
  /** In camelCase: the name of the client's function. */
  id: string;
  method: Method;
  /** As in `/schedules/{id}`. */
  path: string;
  tag: Tag;
  /** One sentence, and what else has to be known. */
  summary: string;
  description?: string;
  /** What whoever asks must be allowed; null where to be known is enough. */
  permission: Permission | null;
  /** The parameters after `?`. */
  query: Query;
  /** What the command checks; null where there is no body. */
  body: z.ZodType | null;
  /** What of it the body must not say: the path, the headers and Rota itself do. */
  fixed?: readonly string[];
  /** What is answered: nothing that is not in here gets out. */
  output: Output;
  status?: 200 | 201 | 202;
  /** The version that an answer is of: its ETag. Only such endpoints take If-Match. */
  version?: (result: Result) => number;
  run(asked: Asked<z.output<Query>>): Promise<Result>;
};

/** An endpoint of the API, whatever it reads and answers. */
export type Endpoint = Omit<Spec<z.ZodObject, z.ZodType, unknown>, 'run' | 'version'> & {
  version?: (result: never) => number;
  run(asked: Asked<never>): Promise<unknown>;
};

/** An endpoint, with what it reads and answers held against each other. */
export const endpoint = <Query extends z.ZodObject, Output extends z.ZodType, Result extends z.input<Output>>(
  spec: Spec<Query, Output, Result>,
): Endpoint => spec;
