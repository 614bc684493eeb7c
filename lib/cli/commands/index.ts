import type { Command } from '../command';
import { ACTS } from './acts';
import { apply } from './apply';
import { create } from './create';
import { exportSchedules } from './export';
import { freeze, lift } from './freezes';
import { list } from './list';
import { next } from './next';
import { run, runs } from './runs';
import { show } from './show';
import { login, logout } from './sign-in';

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  login,
  logout,
  list,
  show,
  create,
  apply,
  exportSchedules,
  ...ACTS,
  run,
  runs,
  next,
  freeze,
  lift,
];
