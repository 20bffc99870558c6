import type { Name } from '@skywriter/core';
import fc from 'fast-check';
import { pathOf } from '../key/key.ts';
import { prefix } from './world.ts';

/** What others write for a name, in the ways that are about. */
export interface ForeignKey {
  readonly name: Name;
  readonly key: string;
  readonly value: string;
  readonly group: string | undefined;
}

const bodies = fc.constantFrom<Record<string, string | number | boolean>>(
  { host: '198.51.100.1' },
  { host: '2001:db8:f::1', ttl: 30 },
  { host: 'lb.example.com' },
  { text: 'theirs' },
  { host: '198.51.100.2', port: 80, weight: 5 },
  { host: '198.51.100.3', port: 80, targetstrip: 2 },
  { host: 'srv.example.com', port: 81, targetstrip: 1 },
  { host: 'mx.example.com', mail: true, port: -1 },
);

/** Keys of ExternalDNS (`<name>/<8 hex>`), SkyDNS pools, exact keys, another owner's, and unreadable ones. */
export function foreignKeysAt(names: readonly Name[]): fc.Arbitrary<ForeignKey> {
  return fc
    .record({
      name: fc.constantFrom(...names),
      body: bodies,
      shape: fc.constantFrom('hex', 'exact', 'upper'),
      group: fc.constantFrom(undefined, 'own', 'pool'),
      owner: fc.constantFrom(undefined, 'other'),
      hex: fc.constantFrom('0a1b2c3d', 'fedcba98'),
    })
    .map(({ name, body, shape, group, owner, hex }) => {
      const path = pathOf(name, prefix);
      const id = shape === 'hex' ? `/${hex}` : shape === 'upper' ? '/X1' : '';
      const message = {
        ...body,
        ...(shape === 'hex' && { targetstrip: 1 }),
        ...(group !== undefined && { group: group === 'own' ? name : group }),
        ...(owner !== undefined && { owner }),
      };
      return { name, key: `${path}${id}`, value: JSON.stringify(message), group: message.group };
    });
}
