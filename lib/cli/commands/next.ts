import * as api from '@/lib/api/client/generated';
import type { Command } from '../command';
import { answer } from '../connection';
import { usage } from '../errors';
import { EXIT } from '../exit-codes';
import { json, plain } from '../output';
import { whichSchedule } from '../which';

/** What an expression of AWS or of Rota begins with. */
const EXPRESSION = /^(cron|rate|at|after)\(/;

export const next: Command = {
  name: 'next',
  takes: 'SCHEDULE|EXPRESSION',
  summary: 'Says when a schedule, or an expression as in "cron(0 9 ? * MON-FRI *)", would run next.',
  count: [1, 1],
  options: {
    timezone: {
      type: 'string',
      value: 'ZONE',
      about: 'of an expression, as in Europe/London; left out, UTC',
    },
    from: { type: 'string', value: 'INSTANT', about: 'after then, as in 2031-02-03T12:00:00Z' },
    count: { type: 'string', value: 'COUNT', about: 'how many times, 1 to 200; left out, 10' },
  },
  async run({ io, args: [meant = ''], text, json: asIs, connection: signIn }) {
    const [from, count, timezone] = [text('from'), text('count'), text('timezone')];
    const isExpression = EXPRESSION.test(meant);
    if (!isExpression && timezone !== undefined)
      throw usage('--timezone is of an expression: a schedule has a time zone of its own. Leave it out.');
    const connection = await signIn();
    const range = {
      ...(from !== undefined && { $from: from }),
      ...(count !== undefined && { count: Number(count) }),
    };
    const found = isExpression
      ? await answer(
          api.occurrencesOfExpression(
            meant,
            { ...range, ...(timezone !== undefined && { timezone }) },
            connection,
          ),
        )
      : await answer(
          api.occurrencesOfSchedule((await whichSchedule(connection, meant)).id, range, connection),
        );
    io.out(asIs ? json(found) : `${plain(found.english)}\n${found.at.map((at) => `${at}\n`).join('')}`);
    return EXIT.done;
  },
};
