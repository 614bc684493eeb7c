/** Fails when a certificate of the event ends within 14 days. */
export async function handler(event) {
  const limit = Date.now() + 14 * 86_400_000;
  const ending = (event.certificates ?? []).filter(({ notAfter }) => Date.parse(notAfter) < limit);
  if (ending.length > 0) throw new Error(`${ending.length} certificate(s) end within 14 days`);
  return { healthy: true };
}
