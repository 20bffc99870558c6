import { script } from '../powershell/script.ts';

export const flushCache = script('flush-cache', {}, 'Clear-DnsClientCache');
