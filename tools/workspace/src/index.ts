export { checkWorkspace } from './check.ts';
export type { Finding } from './tree.ts';
