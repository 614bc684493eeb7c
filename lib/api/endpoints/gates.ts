import { z } from 'zod';
import { authorise, parse } from '@/lib/command';
import { closeGate, createGate, deleteGate, openGate, updateGate } from '@/lib/gates/commands';
import { getGate, listGates } from '@/lib/gates/queries';
import { closeInput, deleteInput, gateFields, openInput } from '@/lib/gates/schema';
import { seenVersion, versionOf as version } from '../conditional';
import { environmentForNew } from '../definition/to-input';
import { endpoint } from '../endpoint';
import { called, id, listOf, noQuery } from '../shapes/common';
import { gateDetail, gateDetailView, gateItem, gateView } from '../shapes/gate';
import { inTerms, naming } from '../terms';

/** What a change of a gate answers. */
const savedGate = z.object({ id, version: z.int() }).meta({ id: 'SavedGate' });

const list = endpoint({
  id: 'listGates',
  method: 'GET',
  path: '/gates',
  tag: 'Gates',
  summary: 'Lists the gates with how they stand now.',
  permission: 'gate.read',
  query: noQuery,
  body: null,
  output: listOf(gateItem),
  run: async ({ context }) => ({ items: (await listGates(context)).map(gateView) }),
});

const newGate = gateFields.extend({
  environment: called('the environment')
    .optional()
    .describe('Its name, or its id; left out, the installation’s own. A gate never moves to another.'),
});

const create = endpoint({
  id: 'createGate',
  method: 'POST',
  path: '/gates',
  tag: 'Gates',
  summary: 'Adds a gate to an environment.',
  permission: 'gate.create',
  query: noQuery,
  body: newGate,
  output: savedGate,
  status: 201,
  version,
  async run({ context, body }) {
    await authorise(context, 'gate.create');
    const { environment, ...gate } = parse(newGate, body);
    const { id: environmentId } = await environmentForNew(context, environment, 'gate.create');
    const terms = naming({ within: 'gate', names: { environmentId: 'environment' } });
    return inTerms(terms, () => createGate(context, { environmentId, gate }));
  },
});

const read = endpoint({
  id: 'getGate',
  method: 'GET',
  path: '/gates/{id}',
  tag: 'Gates',
  summary: 'Reads a gate with its windows, its rules and what stands behind it.',
  permission: 'gate.read',
  query: noQuery,
  body: null,
  output: gateDetail,
  version,
  run: async ({ context, params }) => gateDetailView(await getGate(context, params.id ?? '')),
});

const replace = endpoint({
  id: 'replaceGate',
  method: 'PUT',
  path: '/gates/{id}',
  tag: 'Gates',
  summary: 'Replaces what a gate allows. What is left out has its default again.',
  permission: 'gate.update',
  query: noQuery,
  body: gateFields,
  output: savedGate,
  version,
  run: ({ context, params, body, ifMatch }) =>
    inTerms(naming({ within: 'gate' }), () =>
      updateGate(context, { id: params.id, gate: body, ...seenVersion(ifMatch) }),
    ),
});

const remove = endpoint({
  id: 'deleteGate',
  method: 'DELETE',
  path: '/gates/{id}',
  tag: 'Gates',
  summary: 'Deletes a gate that nothing stands behind, with its windows and rules.',
  permission: 'gate.delete',
  query: noQuery,
  body: deleteInput,
  fixed: ['id', 'version'],
  output: savedGate,
  version,
  run: ({ context, params, body, ifMatch }) =>
    deleteGate(context, { ...body, id: params.id, ...seenVersion(ifMatch) }),
});

const close = endpoint({
  id: 'closeGate',
  method: 'POST',
  path: '/gates/{id}/close',
  tag: 'Gates',
  summary: 'Closes a gate: nothing passes until somebody opens it. What was sent goes on.',
  permission: 'gate.close',
  query: noQuery,
  body: closeInput,
  fixed: ['id'],
  output: savedGate,
  run: ({ context, params, body }) => closeGate(context, { ...body, id: params.id }),
});

const open = endpoint({
  id: 'openGate',
  method: 'POST',
  path: '/gates/{id}/open',
  tag: 'Gates',
  summary: 'Opens a gate that was closed by hand. It starts slowly.',
  permission: 'gate.open',
  query: noQuery,
  body: openInput,
  fixed: ['id'],
  output: savedGate,
  run: ({ context, params, body }) => openGate(context, { ...body, id: params.id }),
});

export const gateEndpoints = [list, create, read, replace, remove, close, open];
