import type { ReactNode } from 'react';
import type { Kind } from '@/lib/targets/registry';
import type { TargetFieldsProps } from './fields';
import * as ecs from './kinds/ecs';
import * as lambda from './kinds/lambda';
import * as other from './kinds/other';
import * as sfn from './kinds/sfn';
import * as sns from './kinds/sns';
import * as sqs from './kinds/sqs';
import * as webhook from './kinds/webhook';

/** The shape that every file in kinds/ has: the fields that only this kind has, and its ARN. */
type KindForms = { readonly [K in Kind]: { Fields: (props: TargetFieldsProps<K>) => ReactNode } };

/** The form of every kind of target. A new one is a file beside these and a line here. */
const KIND_FORMS: KindForms = { ecs, lambda, sqs, sns, sfn, webhook, other };

export function KindFields<K extends Kind>({ kind, ...props }: TargetFieldsProps<K> & { kind: K }) {
  const Fields = KIND_FORMS[kind].Fields;
  return <Fields {...props} />;
}
