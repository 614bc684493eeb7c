import { ListField } from '@/components/form/list-field';
import { Checkbox } from '@/components/ui/checkbox';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { aimHint } from '../aim-hint';
import { ArnField } from '../arn-field';
import { exampleArn, type TargetFieldsProps } from '../fields';

const LAUNCH_TYPES = [
  { value: 'FARGATE', label: 'Fargate' },
  { value: 'EC2', label: 'EC2' },
  { value: 'EXTERNAL', label: 'External' },
];

export function Fields({ target, onChange, place, allowed, at }: TargetFieldsProps<'ecs'>) {
  const pinned = /:\d+$/.test(target.taskDefinition.trim());
  const publicIp = at('assignPublicIp');
  return (
    <>
      <ArnField
        {...at('arn')}
        label="Cluster ARN"
        value={target.arn}
        onChange={(arn) => onChange({ arn })}
        placeholder={exampleArn(place, 'ecs', 'cluster/jobs')}
        hint={aimHint(allowed, 'arn', target.arn)}
        what="cluster"
        environmentId={place.id}
      />
      <ArnField
        {...at('taskDefinition')}
        label="Task definition ARN"
        value={target.taskDefinition}
        onChange={(taskDefinition) => onChange({ taskDefinition })}
        placeholder={exampleArn(place, 'ecs', 'task-definition/nightly-report')}
        hint={aimHint(
          allowed,
          'taskDefinition',
          target.taskDefinition,
          pinned
            ? 'Pinned: each run uses this revision, also when there is a newer one.'
            : "Without a revision each run uses the family's latest active one; add :7 to pin revision 7.",
        )}
        what="taskDefinition"
        environmentId={place.id}
      />
      <div className="field-pair">
        <SelectField
          {...at('launchType')}
          label="Launch type"
          value={target.launchType}
          options={LAUNCH_TYPES}
          onChange={(launchType) => onChange({ launchType })}
        />
        <TextField
          {...at('taskCount')}
          label="Number of tasks"
          value={target.taskCount}
          inputMode="numeric"
          onChange={(taskCount) => onChange({ taskCount })}
          hint="1 to 10 at each run."
          required
        />
      </div>
      <ListField
        {...at('subnets')}
        label={target.launchType === 'FARGATE' ? 'Subnets (at least one)' : 'Subnets'}
        values={target.subnets}
        onChange={(subnets) => onChange({ subnets })}
        placeholder="subnet-0a1b2c3d"
        mono
      />
      <ListField
        {...at('securityGroups')}
        label="Security groups"
        values={target.securityGroups}
        onChange={(securityGroups) => onChange({ securityGroups })}
        placeholder="sg-0a1b2c3d"
        hint="Empty: the default one of the VPC."
        mono
      />
      {(target.launchType === 'FARGATE' || target.assignPublicIp || publicIp.error) && (
        <Checkbox
          {...publicIp}
          label="Give the task a public IP address"
          checked={target.assignPublicIp}
          onChange={(assignPublicIp) => onChange({ assignPublicIp })}
        />
      )}
    </>
  );
}
