import * as api from '@/lib/api/client/generated';
import type { Command } from '../command';
import { answer, once } from '../connection';
import { failed, notFound, usage } from '../errors';
import { EXIT } from '../exit-codes';
import { json, plain } from '../output';
import { REASON, reasonIfAny, reasonOf } from '../reason';

export const freeze: Command = {
  name: 'freeze',
  takes: '',
  summary: 'Stops everything of a team, of an environment, or all, until the freeze is lifted.',
  count: [0, 0],
  options: {
    team: { type: 'string', value: 'NAME', about: 'only this team' },
    environment: { type: 'string', value: 'NAME', about: 'only this environment' },
    all: { type: 'boolean', about: 'all that there is' },
    reason: REASON,
  },
  async run({ io, text, flag, json: asIs, connection: signIn }) {
    const [team, environment] = [text('team'), text('environment')];
    const scopes = [team !== undefined, environment !== undefined, flag('all')].filter(Boolean).length;
    if (scopes !== 1) throw usage('Say what to freeze by one of --team NAME, --environment NAME and --all.');
    const reason = reasonOf({ text });
    const what: api.NewFreeze =
      team !== undefined
        ? { scope: 'team', team, ...reason }
        : environment !== undefined
          ? { scope: 'environment', environment, ...reason }
          : { scope: 'all', ...reason };
    const frozen = await answer(api.startFreeze(what, once(), await signIn()));
    io.out(asIs ? json(frozen) : `Frozen (${frozen.id}): ${frozen.schedules} schedules.\n`);
    return EXIT.done;
  },
};

export const lift: Command = {
  name: 'lift',
  takes: '[FREEZE]',
  summary: 'Ends a freeze: the one of this id, or the only one that there is.',
  count: [0, 1],
  options: { reason: REASON },
  async run({ io, args: [id], text, json: asIs, connection: signIn }) {
    const connection = await signIn();
    const chosen = id ?? only((await answer(api.listFreezes(connection))).items);
    const lifted = await answer(api.liftFreeze(chosen, reasonIfAny({ text }), once(), connection));
    io.out(asIs ? json(lifted) : `Lifted: ${lifted.schedules} schedules.\n`);
    return EXIT.done;
  },
};

function only(freezes: readonly api.Freeze[]): string {
  const [first, ...more] = freezes;
  if (!first) throw notFound('Nothing is frozen.');
  if (more.length === 0) return first.id;
  const lines = freezes.map(({ id, scope, covers, reason }) =>
    plain(`  ${id}  ${covers?.name ?? scope}: ${reason}`),
  );
  throw failed(`Say which freeze to lift:\n${lines.join('\n')}`);
}
