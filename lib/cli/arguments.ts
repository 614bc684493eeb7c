import { parseArgs } from 'node:util';
import type { Call, Command, Option } from './command';
import { usage } from './errors';

const COMMON: Readonly<Record<string, Option>> = {
  json: { type: 'boolean', about: 'write the answer of the API as it is' },
  help: { type: 'boolean', short: 'h', about: 'this text' },
};

type Read = Pick<Call, 'args' | 'text' | 'flag' | 'json'> & { help: boolean };

/**
 * Reads what stands after the name of a command.
 * @throws CliError of an option that it does not have, and of too few or too many arguments
 */
export function readArguments(command: Command, argv: readonly string[]): Read {
  const options = { ...command.options, ...COMMON };
  const { values, positionals } = parsed(command, argv, options);
  const flag = (name: string) => values[name] === true;
  const text = (name: string) => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  const [least, most] = command.count;
  const read = { args: positionals, text, flag, json: flag('json'), help: flag('help') };
  if (!read.help && (positionals.length < least || positionals.length > most))
    throw usage(
      `Write it as in: rota ${command.name} ${command.takes}\nrota help ${command.name} says more.`,
    );
  return read;
}

function parsed(command: Command, argv: readonly string[], options: Readonly<Record<string, Option>>) {
  const config = Object.fromEntries(
    Object.entries(options).map(([name, { type, short }]) => [
      name,
      { type, ...(short !== undefined && { short }) },
    ]),
  );
  try {
    return parseArgs({ args: [...argv], options: config, allowPositionals: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [first = ''] = error.message.split('. To specify');
    throw usage(`${first.replace(/\.?$/, '.')}\nrota help ${command.name} lists what there is.`);
  }
}

/** How a command is written, with all of its options. */
export function helpOf({ name, takes, summary, about, options }: Command): string {
  const rows = Object.entries({ ...options, ...COMMON }).map(([long, { short, value, about: what }]) => ({
    left: `  ${short ? `-${short}, ` : ''}--${long}${value ? ` ${value}` : ''}`,
    what,
  }));
  const width = Math.max(...rows.map(({ left }) => left.length));
  const lines = rows.map(({ left, what }) => `${left.padEnd(width)}   ${what}`);
  return [
    `Usage: ${['rota', name, takes, '[options]'].filter(Boolean).join(' ')}`,
    summary,
    ...(about ? [about] : []),
    `Options\n${lines.join('\n')}\n`,
  ].join('\n\n');
}
