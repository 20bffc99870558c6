export interface Address {
  readonly name: string;
  readonly ip: string;
}

const IP = /^[0-9.]+$/;

/**
 * The name and address that a key below /skydns/ gives, if it does: registry entries have a text and no host, and
 * markers have neither. Both contenders write one value below the name's own path.
 */
export function addressIn(key: string, value: string): Address | undefined {
  const host: unknown = parse(value);
  if (typeof host !== 'string' || !IP.test(host)) return undefined;
  const labels = key.split('/').slice(2, -1);
  return { name: labels.reverse().join('.'), ip: host };
}

function parse(value: string): unknown {
  try {
    const message: unknown = JSON.parse(value);
    return typeof message === 'object' && message !== null && 'host' in message ? message.host : undefined;
  } catch {
    return undefined;
  }
}
