import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Arena, startArena } from '../parity/testing/arena.ts';
import { anIngress } from '../parity/testing/build.ts';
import { available } from '../parity/testing/components.ts';

/** The steps of docs/from-external-dns.md, with the real ExternalDNS before and after. */
describe.skipIf(!(await available()))('from ExternalDNS and back', () => {
  const words = ['--source=ingress', '--policy=sync', '--txt-owner-id=k2s', '--domain-filter=example.test'];
  const prefix = '/takeover';
  const kept = [
    anIngress('one', { hosts: ['one.example.test'], targets: ['192.0.2.1'] }),
    anIngress('two', { hosts: ['two.example.test'], targets: ['192.0.2.2', '192.0.2.3'] }),
    anIngress('alias', { hosts: ['alias.example.test'], targets: ['lb.example.net'] }),
  ];
  const gone = anIngress('gone', { hosts: ['gone.example.test'], targets: ['192.0.2.9'] });
  let arena: Arena;

  beforeAll(async () => {
    arena = await startArena();
    await arena.create([...kept, gone]);
    await arena.externalDns(words, prefix);
    await arena.remove([gone]);
    await arena.externalDns(words, prefix);
  });
  afterAll(() => arena?.stop());

  const plan = (...more: string[]) => arena.skywriter([...words, '--plan', ...more], prefix);
  const heritage = (keys: readonly { value: string }[]): number =>
    keys.filter(({ value }) => value.includes('heritage=external-dns')).length;

  test('what was there is shown, taken over, given back, and found as it was', async () => {
    const before = await arena.etcd.list(prefix);
    expect(heritage(before)).toBe(4);

    const shown = await plan();
    expect(shown.code).toBe(2);
    expect(shown.output).toMatch(/~ alias\.example\.test +other keys/);
    expect(shown.output).toMatch(/~ gone\.example\.test +leftovers/);
    expect(shown.output).toContain('Plan: 4 to rewrite, 3 unchanged.');
    expect(await arena.etcd.list(prefix)).toEqual(before);

    const taken = await arena.skywriter(words, prefix);
    expect({ code: taken.code, heritage: heritage(taken.keys) }).toEqual({ code: 0, heritage: 0 });
    const done = await plan('--json');
    expect(done.code).toBe(0);
    expect(done.output).toContain('"pending": false');

    const back = await arena.skywriter([...words, '--layout=external-dns'], prefix);
    expect({ code: back.code, heritage: heritage(back.keys) }).toEqual({ code: 0, heritage: 3 });
    const again = await arena.externalDns(words, prefix);
    expect(again).toMatchObject({ code: 0, keys: back.keys });
  });
});
