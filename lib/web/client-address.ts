/**
 * The address of whoever asks. Each trusted proxy has added one entry to the right end of X-Forwarded-For; what
 * stands further left was sent by the client and proves nothing.
 * @param socketAddress the address of the connection itself
 * @param forwardedFor the header as received
 * @param trustedProxies how many proxies of one's own stand in front
 */
export function clientAddress(
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
  trustedProxies: number,
): string {
  const chain = [...(forwardedFor ?? '').split(','), socketAddress ?? 'unknown']
    .map((part) => part.trim())
    .filter(Boolean);
  const address = chain[Math.max(0, chain.length - 1 - trustedProxies)] ?? 'unknown';
  return address.replace(/^::ffff:(?=\d+\.)/, '').slice(0, 64);
}
