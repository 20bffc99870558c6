import { parseAddress } from '@skywriter/core';

export const NETWORK_SETUP = '/usr/sbin/networksetup';

export interface Service {
  readonly name: string;
  readonly enabled: boolean;
}

/** `-listallnetworkservices`: a sentence that explains the asterisk, then one service a line. */
export function parseServices(output: string): readonly Service[] {
  return output
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) =>
      line.startsWith('*') ? { name: line.slice(1), enabled: false } : { name: line, enabled: true },
    );
}

/** `-getdnsservers`: one address a line, or a sentence, in any language, that there are none. */
export function parseServers(output: string): readonly string[] {
  return output.split('\n').flatMap((line) => {
    const parsed = parseAddress(line.trim());
    return parsed.ok ? [parsed.value.text] : [];
  });
}

export function setServersArguments(service: string, servers: readonly string[]): readonly string[] {
  return ['-setdnsservers', service, ...(servers.length === 0 ? ['empty'] : servers)];
}
