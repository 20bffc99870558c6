import { expect, test } from 'vitest';
import { runCommand } from './testing.ts';

test.each<[argv: string[], taken: boolean]>([
  [['--source=ingress', '--provider=coredns', '--log-level=debug'], true],
  [['--log-level=debug', '--source', 'ingress', '--provider', 'coredns'], true],
  [['external-dns', '--source=ingress', '--provider=coredns'], true],
  [['--log-level=debug'], false],
  [['run', '--source=ingress'], false],
])('%j are the arguments of ExternalDNS: %j', async (argv, taken) => {
  const { code, out } = await runCommand([...argv, '--print-config']);
  expect({ code, taken: out.includes('owner: default') }).toEqual({ code: taken ? 0 : 64, taken });
});
