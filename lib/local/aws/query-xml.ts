import type { AwsError } from './errors';
import type { Reply } from './http';

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

export const escapeXml = (text: string) =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character).replaceAll('\r', '&#xD;');

export const element = (name: string, inner: string) => `<${name}>${inner}</${name}>`;
export const text = (name: string, value: string) => element(name, escapeXml(value));

const TYPE = { 'content-type': 'text/xml' };

/** The answer of an AWS query API: `<ActionResponse><ActionResult>…`. `inner` is XML. */
export function xmlReply(action: string, inner: string, requestId: string, namespace: string): Reply {
  const metadata = element('ResponseMetadata', text('RequestId', requestId));
  const result = element(`${action}Result`, inner);
  return {
    status: 200,
    headers: TYPE,
    body: `<${action}Response xmlns="${namespace}">${result}${metadata}</${action}Response>`,
  };
}

export function xmlFailure(error: AwsError, requestId: string, namespace: string): Reply {
  const fault = error.status < 500 ? 'Sender' : 'Receiver';
  const inner = element(
    'Error',
    text('Type', fault) + text('Code', error.code) + text('Message', error.message),
  );
  return {
    status: error.status,
    headers: TYPE,
    body: `<ErrorResponse xmlns="${namespace}">${inner}${text('RequestId', requestId)}</ErrorResponse>`,
  };
}
