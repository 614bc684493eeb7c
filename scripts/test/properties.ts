import { configureGlobal } from 'fast-check';

/** The same cases at every run, so that a red run can be repeated. FC_SEED=… tries others. */
configureGlobal({ seed: Number(process.env.FC_SEED ?? 20_261_121) });
