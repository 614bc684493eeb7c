/**
 * The program of the child process, as source text so that it needs no file of its own. It reads the event
 * from its standard input and sends `{ result }` or `{ error }` over the IPC channel.
 */
export const BOOTSTRAP = `
const { file, context, deadline } = JSON.parse(process.env.LOCAL_LAMBDA);
delete process.env.LOCAL_LAMBDA;
const send = (message) => new Promise((resolve) => process.send(message, resolve));
try {
  let input = '';
  for await (const part of process.stdin.setEncoding('utf8')) input += part;
  const { handler } = await import(file);
  if (typeof handler !== 'function')
    throw Object.assign(new Error('The file exports no function named handler'), { name: 'Runtime.HandlerNotFound' });
  const remaining = { getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()) };
  const result = await handler(input === '' ? {} : JSON.parse(input), { ...context, ...remaining });
  await send({ result: JSON.stringify(result) ?? 'null' });
} catch (thrown) {
  console.error(thrown);
  const known = thrown instanceof Error;
  const error = {
    errorType: known ? thrown.name : typeof thrown,
    errorMessage: known ? thrown.message : String(thrown),
    trace: known ? String(thrown.stack).split('\\n') : [],
  };
  await send({ error: JSON.stringify(error) });
}
process.exit(0);
`;
