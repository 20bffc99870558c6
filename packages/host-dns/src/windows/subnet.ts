import { BlockList } from 'node:net';
import { familyOf } from './snapshot.ts';

/** Whether an address lies in one of these prefixes (`172.19.1.0/24`); what cannot be read holds nothing. */
export function liesIn(address: string, prefixes: readonly string[]): boolean {
  const family = familyOf(address);
  if (family === undefined) return false;
  const list = new BlockList();
  for (const prefix of prefixes) {
    const [network = '', length = ''] = prefix.split('/');
    const bits = Number(length);
    if (familyOf(network) !== family || length === '' || !Number.isInteger(bits)) continue;
    if (bits >= 0 && bits <= (family === 'ipv4' ? 32 : 128)) list.addSubnet(network, bits, family);
  }
  return list.check(address, family);
}
