import { helpOf, readArguments } from './arguments';
import type { Command } from './command';
import { COMMANDS } from './commands';
import { connect } from './connection';
import { CliError, usage } from './errors';
import { EXIT, EXIT_HELP, type ExitCode } from './exit-codes';
import { ofFile } from './file-errors';
import { type Io, processIo } from './io';
import { plainLines } from './output';
import { signedIn } from './sign-in';

/** `rota COMMAND …` @param argv what stands after `rota` @returns the exit code */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<ExitCode> {
  try {
    return await dispatched(argv, io);
  } catch (error) {
    const known = error instanceof CliError ? error : ofFile(error);
    if (known === null) throw error;
    io.err(`${plainLines(known.message)}\n`);
    return known.code;
  }
}

async function dispatched([name, ...rest]: readonly string[], io: Io): Promise<ExitCode> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.out(helpText(rest[0]));
    return EXIT.done;
  }
  const command = commandOf(name);
  const { help, ...read } = readArguments(command, rest);
  if (help) {
    io.out(helpOf(command));
    return EXIT.done;
  }
  return command.run({ io, ...read, connection: async () => connect(await signedIn(io), io) });
}

function commandOf(name: string): Command {
  const command = COMMANDS.find((one) => one.name === name);
  if (!command) throw usage(`There is no command ${name}. rota help lists all.`);
  return command;
}

function helpText(about: string | undefined): string {
  if (about === 'exit-codes') return EXIT_HELP;
  if (about !== undefined) return helpOf(commandOf(about));
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  const lines = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `Usage: rota COMMAND

Schedules from the command line, over the API of Rota.

${lines.join('\n')}

rota help COMMAND says how it is written, rota help exit-codes what it ends with.
`;
}
