/** Where the live feed goes to. */
export type Place = { tls: boolean; host: string; port: number };

/**
 * Reads an address as `tls://siem.example.com:6514` or `tcp://[2001:db8::1]:601`.
 * @returns null where it is none
 */
export function syslogPlace(text: string): Place | null {
  const [, scheme, host = '', port] = /^(tls|tcp):\/\/(\[[0-9a-f:.]+\]|[\w.-]+):(\d{1,5})$/i.exec(text) ?? [];
  const number = Number(port);
  if (!scheme || number < 1 || number > 65_535) return null;
  return { tls: scheme.toLowerCase() === 'tls', host: host.replace(/^\[|\]$/g, ''), port: number };
}
