/** What the exit codes of the command line mean; `rota help exit-codes` and docs/cli.md say the same. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  notSignedIn: 3,
  notFound: 4,
  pending: 5,
  late: 6,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_HELP = `Exit codes

  0  Done; of "apply --plan": nothing is to be changed.
  1  Refused or failed: the message says by what. Of "run --wait": a run did not succeed.
  2  The command is not written as it has to be.
  3  Not signed in: no token, or one that is not valid any more.
  4  What was named is not there.
  5  "apply --plan" only: there is something to change.
  6  "run --wait --timeout" only: a run is not over in that time. It goes on.
  141  Nobody read the output to its end, as of "| head". Changes that were begun were made.
`;
