import { readFileSync } from 'node:fs';
import type { APIRequestContext, APIResponse } from '@playwright/test';
import { demo } from './support';

type Manifest = { node: Record<string, { exportedName: string; filename: string }> };

export type KnownAction = { id: string; key: string };

/** Every server action of the build, as Next itself lists them: `schedules/pause`, `teams/create` … */
export function knownActions(): KnownAction[] {
  const manifest = JSON.parse(
    readFileSync('.next/server/server-reference-manifest.json', 'utf8'),
  ) as Manifest;
  return Object.entries(manifest.node).map(([id, { exportedName, filename }]) => ({
    id,
    key: `${/\(main\)\/([\w-]+)\//.exec(filename)?.[1]}/${exportedName}`,
  }));
}

/** Sends a body to a server action as a browser would, or with other headers. */
export const send = (
  request: APIRequestContext,
  id: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<APIResponse> =>
  request.post('/schedules', {
    headers: {
      'next-action': id,
      'content-type': 'text/plain;charset=UTF-8',
      origin: demo().web,
      ...headers,
    },
    data: body,
  });

/** Calls an action with its argument. @returns its result, as the form would get it */
export async function act<Value>(request: APIRequestContext, key: string, input: unknown): Promise<Value> {
  const id = knownActions().find((action) => action.key === key)?.id;
  if (!id) throw new Error(`There is no action ${key}.`);
  const text = await (await send(request, id, JSON.stringify([input]))).text();
  const line = text.split('\n').find((part) => part.startsWith('1:'));
  if (!line) throw new Error(`The action ${key} answered: ${text.slice(0, 500)}`);
  return JSON.parse(line.slice(2)) as Value;
}
