import { CodeBlock } from '@/components/ui/code-block';
import { sideText } from '@/components/ui/difference-text';
import { type Fact, Facts } from '@/components/ui/facts';
import { Icon } from '@/components/ui/icon';
import type { ScheduleDetail } from '@/lib/schedules/queries';
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
  parameters: 'Parameters',
};

/** One target in full. Secret fields of its input are masked already. */
export function TargetCard({ target, number }: { target: TargetDetail; number: number }) {
  const { label, icon, shortName } = KINDS[target.kind];
  const names = [...new Set([...Object.keys(SETTINGS), ...Object.keys(target.settings)])];
  const settings = names
    .map((name) => [name, target.settings[name]] as const)
    .filter(([, value]) => said(value));
  const facts: (Fact | null)[] = [
    { label: target.kind === 'ecs' ? 'Cluster' : 'ARN', value: target.arn, mono: true },
    ...settings.map(([name, value]) => ({
      label: SETTINGS[name] ?? name,
      value: sideText(value).text,
      mono: name === 'taskDefinition',
    })),
    { label: 'Role', value: target.roleArn, mono: true },
    { label: 'Retries', value: retryText(target) },
    {
      label: 'Dead letters',
      value: target.deadLetterArn ?? 'Dropped: no queue is set',
      mono: target.deadLetterArn !== null,
    },
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
      {target.input !== null && (
        <div className="target-input">
          <h4>
            Input
            {target.secretFields.length > 0 && (
              <span className="muted"> · secret: {target.secretFields.join(', ')}</span>
            )}
          </h4>
          <CodeBlock label="Input">{sideText(target.input).text}</CodeBlock>
        </div>
      )}
    </article>
  );
}

/** What was not set says nothing. */
const said = (value: unknown) =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

function retryText({ retryAttempts, maxAgeSeconds }: TargetDetail): string {
  if (retryAttempts === 0) return 'None: one attempt only';
  return `Up to ${retryAttempts} more ${retryAttempts === 1 ? 'attempt' : 'attempts'} within ${durationText(maxAgeSeconds)}`;
}
