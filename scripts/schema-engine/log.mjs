/** Writes one line in the native engine's log format, from which the CLI takes its error message and code. */
export function logError({ message, code }) {
  const line = {
    timestamp: new Date().toISOString(),
    level: 'ERROR',
    fields: { message, error_code: code, is_panic: false },
    target: 'schema_engine::logger',
  };
  process.stderr.write(`\n${JSON.stringify(line)}\n`);
}
