import Link from 'next/link';
import { NewSigning } from '@/components/secrets/new-signing';
import { ReplaceSigning } from '@/components/secrets/replace-signing';
import { RotateSigning } from '@/components/secrets/rotate-signing';
import { ShowSecret } from '@/components/secrets/show-secret';
import { CodeBlock } from '@/components/ui/code-block';
import { sideText } from '@/components/ui/difference-text';
import { type Fact, Facts } from '@/components/ui/facts';
import { Icon } from '@/components/ui/icon';
import { choiceText } from '@/lib/audit/readable-difference-words';
import type { ScheduleDetail } from '@/lib/schedules/queries';
import type { Delivery } from '@/lib/targets/delivery';
import { spansAt } from '@/lib/targets/json-spans';
import type { Settings } from '@/lib/targets/kinds/webhook';
import { referenceNames } from '@/lib/targets/references';
import { KINDS } from '@/lib/targets/registry';
import { durationText } from './when-text';

type TargetDetail = ScheduleDetail['targets'][number];

/** What only one kind has, in the order in which it is shown. */
const SETTINGS: Record<string, string> = {
  taskDefinition: 'Task definition',
  launchType: 'Launch type',
  subnets: 'Subnets',
  securityGroups: 'Security groups',
  assignPublicIp: 'Public IP address',
  taskCount: 'Tasks',
  messageGroupId: 'Message group',
  invocation: 'Invocation',
  parameters: 'Parameters',
};

/** A webhook tells them in words of its own. */
const HIDDEN = new Set(['headers', 'headersVersion', 'waitsForCallback', 'callbackHours']);

type TargetCardProps = {
  target: TargetDetail;
  number: number;
  environment: { name: string; production: boolean };
  delivery: Delivery;
  /** The one that it stands behind. */
  gate: { id: string; name: string } | null;
  maySeeSecrets: boolean;
  mayChange: boolean;
  /** Whether its signing secret is new, and nobody has seen it. */
  unseenSigning: boolean;
};

/** One target in full. Secret fields of its input are masked already. */
export function TargetCard({
  target,
  number,
  environment,
  delivery,
  gate,
  maySeeSecrets,
  mayChange,
  unseenSigning,
}: TargetCardProps) {
  const { label, icon, shortName } = KINDS[target.kind];
  const names = [...new Set([...Object.keys(SETTINGS), ...Object.keys(target.settings)])];
  const isWebhook = target.kind === 'webhook';
  const settings = names
    .map((name) => [name, target.settings[name]] as const)
    .filter(
      ([name, value]) =>
        said(value) && (name !== 'invocation' || delivery === 'through') && !HIDDEN.has(name),
    );
  const references = target.input === null ? [] : referenceNames(target.input);
  const facts: (Fact | null)[] = [
    {
      label: isWebhook ? 'Address' : target.kind === 'ecs' ? 'Cluster' : 'ARN',
      value: target.arn,
      mono: true,
    },
    ...(isWebhook ? webhookFacts(target.settings as Settings) : []),
    ...settings.map(([name, value]) => ({
      label: SETTINGS[name] ?? name,
      value: sideText(choiceText(name, value)).text,
      mono: name === 'taskDefinition',
    })),
    target.roleArn === '' ? null : { label: 'Role', value: target.roleArn, mono: true },
    { label: 'Retries', value: retryText(target) },
    ...(delivery === 'through' ? attemptFacts(target) : [deadLetterFact(target)]),
    gate && { label: 'Gate', value: <Link href={`/gates/${gate.id}`}>{gate.name}</Link> },
    target.awsName === null ? null : { label: 'AWS schedule', value: target.awsName, mono: true },
  ];
  return (
    <article className="target-card">
      <h3>
        <Icon name={icon} />
        <span>
          <span className="muted">
            {number}. {label}
          </span>{' '}
          {shortName(target.arn, target.settings)}
        </span>
      </h3>
      <Facts facts={facts} />
      {isWebhook && (maySeeSecrets || mayChange) && (
        <ul className="target-secrets" aria-label="What it is signed with">
          <li>
            <span>Signing secret</span>
            {mayChange && (
              <NewSigning scheduleId={target.scheduleId} targetId={target.id} unseen={unseenSigning} />
            )}
            {maySeeSecrets && (
              <ShowSecret
                secret={{ scheduleId: target.scheduleId, targetId: target.id, field: null, environment }}
              />
            )}
            {mayChange && <RotateSigning scheduleId={target.scheduleId} targetId={target.id} />}
            {mayChange && (
              <ReplaceSigning scheduleId={target.scheduleId} targetId={target.id} environment={environment} />
            )}
          </li>
        </ul>
      )}
      {target.input !== null && (
        <div className="target-input">
          <h4>
            Input
            {target.secretFields.length > 0 && (
              <span className="muted"> · secret: {target.secretFields.join(', ')}</span>
            )}
            {references.length > 0 && (
              <span className="muted"> · from AWS Secrets Manager: {references.join(', ')}</span>
            )}
          </h4>
          <CodeBlock label="Input">{sideText(target.input).text}</CodeBlock>
          {maySeeSecrets && target.secretFields.length > 0 && (
            <Secrets target={target} environment={environment} />
          )}
        </div>
      )}
    </article>
  );
}

const webhookFacts = ({ headers, waitsForCallback, callbackHours }: Settings): Fact[] => [
  ...headers.map(({ name, value }) => ({ label: `Header ${name}`, value, mono: true })),
  {
    label: 'Call-back',
    value: waitsForCallback ? `Waited for up to ${durationText(callbackHours * 3_600)} after a 202` : 'None',
  },
];

const deadLetterFact = ({ deadLetterArn }: TargetDetail): Fact => ({
  label: 'Dead letters',
  value: deadLetterArn ?? 'Dropped: no queue is set',
  mono: deadLetterArn !== null,
});

const attemptFacts = ({ timeoutSeconds, safeToRepeat }: TargetDetail): Fact[] => [
  { label: 'Time-out', value: durationText(timeoutSeconds) },
  { label: 'Safe to repeat', value: safeToRepeat ? 'Yes' : 'No: a person decides what is sent again' },
];

type SecretsProps = Pick<TargetCardProps, 'target' | 'environment'>;

/** A way to each secret that the input holds. */
function Secrets({ target, environment }: SecretsProps) {
  const { id: targetId, scheduleId, input, secretFields } = target;
  const fields = [...new Set(spansAt(input ?? '', secretFields).map(({ pointer }) => pointer))];
  return (
    <ul className="target-secrets" aria-label="Secret fields">
      {fields.map((field) => (
        <li key={field}>
          <code>{field}</code>
          <ShowSecret secret={{ scheduleId, targetId, field, environment }} />
        </li>
      ))}
    </ul>
  );
}

/** What was not set says nothing. */
const said = (value: unknown) =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

function retryText({ retryAttempts, maxAgeSeconds }: TargetDetail): string {
  if (retryAttempts === 0) return 'None: one attempt only';
  return `Up to ${retryAttempts} more ${retryAttempts === 1 ? 'attempt' : 'attempts'} within ${durationText(maxAgeSeconds)}`;
}
