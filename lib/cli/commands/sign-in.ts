import * as api from '@/lib/api/client/generated';
import type { Call, Command } from '../command';
import { answer, connect } from '../connection';
import { usage } from '../errors';
import { EXIT } from '../exit-codes';
import { json, plain } from '../output';
import { checkedToken, checkedUrl, forgetSignIn, keepSignIn, signInFile } from '../sign-in';

export const login: Command = {
  name: 'login',
  takes: '',
  summary: 'Keeps where Rota is, and an API token for it, for the commands after it.',
  about: `The token is read from standard input, or asked for; it is never shown. People create one on the page API tokens.
ROTA_URL and ROTA_TOKEN go before what is kept.`,
  count: [0, 0],
  options: {
    url: { type: 'string', value: 'ADDRESS', about: 'of Rota, as in https://rota.example.com' },
    token: { type: 'string', value: 'TOKEN', about: 'the token; others on this host may see it so' },
  },
  async run(call) {
    const { io } = call;
    const given =
      call.text('url') ?? io.env.ROTA_URL ?? (io.asks ? await io.ask('Address of Rota: ') : undefined);
    if (!given) throw usage('Say where Rota is: --url ADDRESS.');
    const url = checkedUrl(given);
    const token = await tokenOf(call);
    const me = await answer(api.whoAmI(connect({ url, token }, io)));
    const file = await keepSignIn(io.env, { url, token });
    if (call.json) io.out(json(me));
    else io.out(`Signed in at ${url} as ${plain(me.person.name)} (${me.role}). Kept in ${file}.\n`);
    return EXIT.done;
  },
};

async function tokenOf({ io, text }: Call): Promise<string> {
  const given = text('token');
  if (given !== undefined) return checkedToken(given.trim(), '--token');
  const asked = io.asks ? await io.ask('API token: ', true) : await io.input();
  return checkedToken(asked.trim(), io.asks ? 'what was typed' : 'standard input');
}

export const logout: Command = {
  name: 'logout',
  takes: '',
  summary: 'Forgets the token that "rota login" kept. It stays valid: revoke it on the page API tokens.',
  count: [0, 0],
  options: {},
  async run({ io, json: asIs }) {
    await forgetSignIn(io.env);
    io.out(asIs ? json({}) : `${signInFile(io.env)} is gone.\n`);
    return EXIT.done;
  },
};
