import type { ParseArgsConfig } from 'node:util';
import type { Connection } from './connection';
import type { ExitCode } from './exit-codes';
import type { Io } from './io';

type Options = NonNullable<ParseArgsConfig['options']>;

/** An option beside `--json` and `--help`. */
export type Option = Options[string] & {
  /** For the help: what stands after it, as in `FILE`, and what it is for. */
  value?: string;
  about: string;
};

/** What was written after the name of a command, and what the command has to do with. */
export type Call = {
  io: Io;
  args: string[];
  /** Of an option that takes a value. */
  text(name: string): string | undefined;
  flag(name: string): boolean;
  /** Whether the answer of the API is wanted as it is. */
  json: boolean;
  /** Signs in. @throws CliError of who is not signed in */
  connection(): Promise<Connection>;
};

/** One command of the command line. */
export type Command = {
  name: string;
  /** Of its arguments, as in `NAME...`. */
  takes: string;
  summary: string;
  about?: string;
  options: Readonly<Record<string, Option>>;
  /** How many arguments, at least and at most. */
  count: readonly [least: number, most: number];
  run(call: Call): Promise<ExitCode>;
};
