export { type Figures, measureSync, type SyncOptions } from './measure-sync.ts';
export { median, percentile } from './statistics.ts';
export { table } from './table.ts';
