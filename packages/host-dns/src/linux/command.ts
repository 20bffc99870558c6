export { printed, shellLine, shellWord, succeed } from '../machine/shell.ts';
