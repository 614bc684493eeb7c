import type { Endpoint } from '../endpoint';
import { actEndpoints } from './acts';
import { auditEndpoints } from './audits';
import { bulkEndpoints } from './bulk';
import { calendarEndpoints } from './calendars';
import { freezeEndpoints } from './freezes';
import { gatePartEndpoints } from './gate-parts';
import { gateEndpoints } from './gates';
import { manyRunsEndpoints } from './many-runs';
import { placeEndpoints } from './places';
import { runEndpoints } from './runs';
import { scheduleEndpoints } from './schedules';
import { targetEndpoints } from './targets';
import { toolEndpoints } from './tools';

/** Every endpoint of the API, in the order of its description. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...scheduleEndpoints,
  ...targetEndpoints,
  ...actEndpoints,
  ...bulkEndpoints,
  ...runEndpoints,
  ...manyRunsEndpoints,
  ...gateEndpoints,
  ...gatePartEndpoints,
  ...freezeEndpoints,
  ...calendarEndpoints,
  ...auditEndpoints,
  ...placeEndpoints,
  ...toolEndpoints,
];
