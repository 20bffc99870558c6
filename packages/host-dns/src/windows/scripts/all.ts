import type { Script } from '../powershell/script.ts';
import * as adapters from './adapters.ts';
import * as flush from './flush.ts';
import * as rules from './rules.ts';
import * as shapes from './shapes.ts';
import * as snapshot from './snapshot.ts';
import * as stateFolder from './state-folder.ts';
import * as tasks from './tasks.ts';

/** Every script there is: what the check of their syntax reads, and what the simulator knows. */
export const scripts: readonly Script[] = [
  rules,
  adapters,
  tasks,
  snapshot,
  shapes,
  flush,
  stateFolder,
].flatMap((file) => Object.values(file));
