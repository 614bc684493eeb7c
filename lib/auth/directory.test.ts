import { directoryContract } from './directory/contract';
import { onEachDomain } from './directory/contract/each-domain';

onEachDomain(directoryContract);
