import { type ExportedRow, writeExportedRow } from '../export-row';

/** Facility 13 of RFC 5424, section 6.2.1: log audit. */
const LOG_AUDIT = 13;
const WARNING = 4;
const INFORMATIONAL = 6;

/**
 * A row of an audit as a syslog message of RFC 5424: the row as an export has it, with its chain as the message's kind.
 * @param host who sends, as the name of this installation's address
 */
export function syslogMessage(row: ExportedRow, host: string): string {
  const { outcome } = JSON.parse(row.body) as { outcome: string };
  const severity = outcome === 'ok' ? INFORMATIONAL : WARNING;
  return message({ severity, at: row.at, host, kind: row.chain }, writeExportedRow(row));
}

/**
 * A signed digest as a syslog message of RFC 5424, of the kind `digest`.
 * @param at when it was signed
 * @param json as it is kept
 */
export const digestMessage = (at: Date, host: string, json: string): string =>
  message({ severity: INFORMATIONAL, at: at.toISOString(), host, kind: 'digest' }, json);

type Header = { severity: number; at: string; host: string; kind: string };

/** The JSON is in ASCII, the rest escaped: so it needs no byte order mark, which a reader of JSON would stumble over. */
const message = ({ severity, at, host, kind }: Header, json: string): string =>
  `<${LOG_AUDIT * 8 + severity}>1 ${at} ${host} rota - ${kind} - ${ascii(json)}`;

/** A message with its length before it: octet counting of RFC 6587, section 3.4.1, as RFC 5425 has it too. */
export const frame = (text: string): string => `${Buffer.byteLength(text)} ${text}`;

const ascii = (json: string): string =>
  json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
