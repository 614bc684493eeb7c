import { EXIT, type ExitCode } from './exit-codes';

/** What ends a command, with its exit code; the message is for whoever called it. */
export class CliError extends Error {
  override name = 'CliError';

  constructor(
    readonly code: ExitCode,
    message: string,
  ) {
    super(message);
  }
}

export const usage = (message: string) => new CliError(EXIT.usage, message);
export const failed = (message: string) => new CliError(EXIT.failed, message);
export const notFound = (message: string) => new CliError(EXIT.notFound, message);
export const notSignedIn = (message: string) => new CliError(EXIT.notSignedIn, message);
