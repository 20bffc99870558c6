import { describe, expect, test } from 'vitest';
import { type DeriveOptions, deriver } from '../derive/derive.ts';
import { type RecordFilterOptions, recordFilter } from '../filter/record-filter.ts';
import { compileNameRules, type NameRule } from '../merge/name-rules.ts';
import type { Ingress } from '../object/object.ts';
import { unwrap } from '../problem.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { MemoryOutput } from '../testing/memory-output.ts';
import { ingress, MapView, plainIngressSource } from '../testing/objects.ts';
import { name, recordSet, rrText } from '../testing/records.ts';
import { Engine } from './engine.ts';

interface Setup {
  readonly records?: RecordFilterOptions;
  readonly derive?: DeriveOptions;
  readonly only?: string;
  readonly rules?: readonly NameRule[];
  readonly output?: MemoryOutput;
}

async function start({
  records = {},
  derive = {},
  only,
  rules = [],
  output = new MemoryOutput('test', []),
}: Setup) {
  const clock = new ManualClock();
  const view = new MapView();
  const engine = new Engine({
    sources: [plainIngressSource],
    view,
    rules: unwrap(compileNameRules(rules)),
    sharing: 'namespace',
    synced: () => true,
    derive: unwrap(deriver(derive)),
    clock,
    listener: { committed: () => {}, status: () => {}, objectProblems: () => {} },
  });
  const { reconciler } = await engine.add(output, {
    policy: 'sync',
    filter: { matches: (candidate) => only === undefined || candidate.endsWith(only) },
    records: unwrap(recordFilter(records)),
    deletionLimits: { share: 1, atLeast: 0 },
  });
  const put = async (object: Ingress | undefined, key = 'a/x') => {
    const before = view.objects.get(`Ingress/${key}`);
    if (object === undefined) view.objects.delete(`Ingress/${key}`);
    else view.objects.set(`Ingress/${key}`, object);
    engine.changed({ before, after: object, at: clock.now() });
    await clock.advance(10);
  };
  const ready = async () => {
    output.setReady(true);
    await clock.advance(10);
  };
  const there = () => rrText([...output.records.values()].flat());
  const problems = () => [...engine.objectProblems.values()].flat().map(({ code }) => code);
  return { put, ready, there, problems, output, reconciler };
}

const www = name('www.example.com');
const shop = ['www.example.com'];

describe('what an output does not manage', () => {
  test('records of other types stay beside those that it manages, and when these go', async () => {
    const output = new MemoryOutput('test', []);
    output.records.set(www, [recordSet('www.example.com', 60, 'TXT', ['by hand'])]);
    const { put, ready, there } = await start({ output, records: { types: ['A'] } });
    await put(ingress('a/x', shop, ['192.0.2.1', '2001:db8::1']));
    await ready();
    expect(there()).toEqual(['www.example.com 300 A 192.0.2.1', 'www.example.com 60 TXT by hand']);
    await put(undefined);
    expect(there()).toEqual(['www.example.com 60 TXT by hand']);
  });

  test('a CNAME stays, and keeps other records out', async () => {
    const output = new MemoryOutput('test', []);
    output.records.set(www, [recordSet('www.example.com', 60, 'CNAME', ['lb.example.net'])]);
    const { put, ready, there, reconciler } = await start({ output, records: { types: ['A'] } });
    await put(ingress('a/x', shop, ['192.0.2.1']));
    await ready();
    expect(there()).toEqual(['www.example.com 60 CNAME lb.example.net']);
    expect(reconciler.statuses.get(www)?.problems).toMatchObject([{ code: 'SKY_CNAME_BESIDE' }]);
  });

  test('a CNAME is published where addresses are not managed: what is not wanted takes no place', async () => {
    const { put, ready, there } = await start({ records: { types: ['CNAME'] } });
    await put(ingress('a/x', shop, ['192.0.2.1', 'lb.example.net']));
    await ready();
    expect(there()).toEqual(['www.example.com 300 CNAME lb.example.net']);
  });

  test('names that its filter leaves out stay, whoever wrote them', async () => {
    const output = new MemoryOutput('test', []);
    output.records.set(name('x.other.example'), [recordSet('x.other.example', 60, 'A', ['192.0.2.9'])]);
    output.records.set(name('x.example.com'), [recordSet('x.example.com', 60, 'A', ['192.0.2.9'])]);
    const { ready, there, reconciler } = await start({ output, only: 'example.com' });
    await ready();
    expect(there()).toEqual(['x.other.example 60 A 192.0.2.9']);
    // Not even looked at: an output would bring what it finds there into its own layout.
    expect(reconciler.planned).toBe(1);
  });

  test('targets outside of its networks', async () => {
    const { put, ready, there } = await start({ records: { exceptTargets: ['10.0.0.0/8'] } });
    await put(ingress('a/x', shop, ['192.0.2.1', '10.0.0.1']));
    await ready();
    expect(there()).toEqual(['www.example.com 300 A 192.0.2.1']);
    await put(ingress('a/x', shop, ['10.0.0.1']));
    expect(there()).toEqual([]);
  });
});

describe('PTR records', () => {
  const withAddress = ingress('a/x', shop, ['192.0.2.1']);
  const both = ['1.2.0.192.in-addr.arpa 300 PTR www.example.com', 'www.example.com 300 A 192.0.2.1'];

  test('come and go with the addresses', async () => {
    const { put, ready, there } = await start({ derive: { createPtr: true } });
    await put(withAddress);
    await ready();
    expect(there()).toEqual(both);
    await put(ingress('a/x', shop, ['192.0.2.2']));
    expect(there()).toEqual([
      '2.2.0.192.in-addr.arpa 300 PTR www.example.com',
      'www.example.com 300 A 192.0.2.2',
    ]);
    await put(undefined);
    expect(there()).toEqual([]);
  });

  test('are held while the name lacks addresses, also over a restart, and go with the object', async () => {
    const first = await start({ derive: { createPtr: true } });
    await first.put(withAddress);
    await first.ready();
    await first.put(ingress('a/x', shop, []));
    expect(first.there()).toEqual(both);

    const second = await start({ derive: { createPtr: true }, output: first.output });
    await second.put(ingress('a/x', shop, []));
    await second.ready();
    expect(second.there()).toEqual(both);
    await second.put(undefined);
    expect(second.there()).toEqual([]);
  });

  test('are claims as others: a namespace needs the rule for them', async () => {
    const rules = [{ namespace: 'a', allow: ['*.example.com'] }];
    const { put, ready, there, problems } = await start({ derive: { createPtr: true }, rules });
    await put(withAddress);
    await ready();
    expect(there()).toEqual(['www.example.com 300 A 192.0.2.1']);
    expect(problems()).toEqual(['SKY_NAME_RULE']);
  });

  test('for all, that no output publishes, are no news', async () => {
    const { put, ready, there, problems } = await start({ derive: { createPtr: true }, only: 'example.com' });
    await put(withAddress);
    await ready();
    expect(there()).toEqual(['www.example.com 300 A 192.0.2.1']);
    expect(problems()).toEqual([]);
  });
});
