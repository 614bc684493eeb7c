import type { Settings } from '../kinds/sqs';

/** What only this kind's form holds, as typed. */
export type Fields = { kind: 'sqs'; messageGroupId: string };

export const empty: Fields = { kind: 'sqs', messageGroupId: '' };

export const fromSettings = ({ messageGroupId }: Settings): Fields => ({
  kind: 'sqs',
  messageGroupId: messageGroupId ?? '',
});

/** What the schema of this kind checks. */
export const toInput = (fields: Fields) => ({ kind: fields.kind, messageGroupId: fields.messageGroupId });
