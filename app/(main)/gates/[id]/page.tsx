import type { Metadata } from 'next';
import { cache } from 'react';
import { RefreshEvery } from '@/components/bulk/refresh-every';
import { BehindPanel } from '@/components/gates/behind-panel';
import { GateActs } from '@/components/gates/gate-acts';
import { LastHour } from '@/components/gates/last-hour';
import { NowPanel } from '@/components/gates/now-panel';
import { RulesPanel } from '@/components/gates/rules-panel';
import { SettingsPanel } from '@/components/gates/settings-panel';
import { WindowsPanel } from '@/components/gates/windows-panel';
import { Chip } from '@/components/ui/chip';
import { PageHeader } from '@/components/ui/page-header';
import { inEnvironment } from '@/lib/auth/access';
import { requestContext } from '@/lib/auth/request';
import type { Permission } from '@/lib/auth/roles';
import { allows } from '@/lib/command';
import { RotaError } from '@/lib/errors';
import { getGate } from '@/lib/gates/queries';
import { listTeamNames } from '@/lib/teams/commands';
import { protectedPage } from '../../protected';

const gateOnce = cache(getGate);

const REFRESH_MS = 10_000;

type MetadataProps = { params: Promise<{ id: string }> };

/** The name stands in the title for those only who may read it. */
export async function generateMetadata({ params }: MetadataProps): Promise<Metadata> {
  const context = await requestContext();
  if (context.actor.type !== 'user') return { title: 'Gate' };
  try {
    return { title: (await gateOnce(context, (await params).id)).name };
  } catch (error) {
    if (error instanceof RotaError) return { title: 'Gate' };
    throw error;
  }
}

export default protectedPage('gate.read', async (context, { params }) => {
  const { id = '' } = await params;
  const gate = await gateOnce(context, id);
  const { name, description, environmentId, environmentName, production } = gate;
  const may = (permission: Permission) => allows(context.actor, permission, inEnvironment(environmentId));
  const ofThis = { gateId: id, gateName: name, environmentName, production };
  return (
    <>
      <RefreshEvery milliseconds={REFRESH_MS} />
      <PageHeader
        title={name}
        marks={
          <>
            <Chip tone="neutral">{environmentName}</Chip>
            {production && <Chip tone="bad">PROD</Chip>}
          </>
        }
        description={description}
        actions={
          <GateActs
            gate={gate}
            may={{
              close: may('gate.close'),
              open: may('gate.open'),
              change: may('gate.update'),
              remove: may('gate.delete'),
            }}
          />
        }
      />
      <div className="detail">
        <div className="detail-main">
          <LastHour minutes={gate.lastHour} />
          <WindowsPanel gate={gate} mayAdd={may('gate.add-window')} mayRemove={may('gate.remove-window')} />
          <RulesPanel
            rules={gate.rules.map((rule) => ({ ...rule, ...ofThis }))}
            choices={{
              gates: may('gate.add-rule') ? [gate] : [],
              teams: await listTeamNames(context),
            }}
            ofOne
          />
        </div>
        <div className="detail-side">
          <NowPanel gate={gate} />
          <SettingsPanel gate={gate} />
          <BehindPanel gate={gate} />
        </div>
      </div>
    </>
  );
});
