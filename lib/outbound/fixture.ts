import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv4 } from 'node:net';

/** What a name server is asked: a name, for its addresses of one family. */
export type Question = { name: string; family: 4 | 6 };

export type NameServer = { address: string; asked: Question[]; close(): void };

const AAAA = 28;

/**
 * A name server on this machine, for tests.
 * @param addressesOf the addresses of a name, IPv6 with all of its eight parts, of which those of the family that is asked
 * for are told; null leaves the question without an answer
 */
export async function startNameServer(
  addressesOf: (question: Question) => readonly string[] | null,
): Promise<NameServer> {
  const socket = createSocket('udp4');
  const asked: Question[] = [];
  socket.on('message', (query, { port, address }) => {
    const question = questionOf(query);
    asked.push(question);
    const told = addressesOf(question)?.filter((one) => isIPv4(one) === (question.family === 4));
    if (told) socket.send(answerTo(query, told), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { address: `127.0.0.1:${socket.address().port}`, asked, close: () => socket.close() };
}

/** The first question of a DNS message (RFC 1035, section 4.1.2). */
function questionOf(query: Buffer): Question {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), family: query.readUInt16BE(at + 1) === AAAA ? 6 : 4 };
}

/** A DNS message with the addresses, each with a life of no time (RFC 1035, section 4; RFC 3596). */
function answerTo(query: Buffer, addresses: readonly string[]): Buffer {
  const end = query.indexOf(0, 12) + 5;
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(addresses.length, 6);
  header.writeUInt32BE(0, 8);
  const records = addresses.map((address) => {
    const bytes = isIPv4(address)
      ? address.split('.').map(Number)
      : address
          .split(':')
          .flatMap((part) => [Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 255]);
    const type = isIPv4(address) ? 1 : AAAA;
    return Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, bytes.length, ...bytes]);
  });
  return Buffer.concat([header, query.subarray(12, end), ...records]);
}
