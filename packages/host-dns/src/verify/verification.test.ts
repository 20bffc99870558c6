import { type Name, parseName, unwrap } from '@skywriter/core';
import { expect, test } from 'vitest';
import type { Addresses, Machine, Question } from '../machine/machine.ts';
import { forgotten, type HostDns } from '../platform/host-dns.ts';
import type { Finding } from '../platform/platform.ts';
import { NameServers, type Zone } from '../testing/name-servers.ts';
import { adapter, split } from '../testing/scenario.ts';
import { simulatedMachine } from '../testing/simulated-machine.ts';
import { newWorld } from '../testing/world.ts';
import { createVerifier, type VerificationOptions } from './verification.ts';

const name = (text: string): Name => unwrap(parseName(text));

const CLUSTER = '172.19.1.100';
const OFFICE = '10.0.0.53';
const inCluster: Zone = (asked) =>
  asked === 'k2s.cluster.local' ? ['172.19.1.100', '2001:db8::100'] : undefined;
const inOffice: Zone = (asked) => (asked === 'intranet.corp.example' ? ['10.1.2.3'] : undefined);

function office() {
  const network = new NameServers();
  network.zones.set(CLUSTER, inCluster).set(OFFICE, inOffice);
  const flushes: string[] = [];
  const isOurs = (asked: string) => asked.endsWith('cluster.local');
  const world = {
    network,
    flushes,
    /** What programs find; by default, that of a machine which is set up well. */
    lookUp: ({ name: asked, type }: Question): Addresses =>
      network.ask(isOurs(asked) ? CLUSTER : OFFICE, { name: asked, type }),
    ask: (server: string, question: Question): Addresses => network.ask(server, question),
  };
  const machine: Machine = {
    ...simulatedMachine(newWorld()),
    run: async ({ program }) => {
      flushes.push(program);
      return { code: 0, stdout: '', stderr: '' };
    },
    lookUp: async (question) => world.lookUp(question),
    ask: async ({ address }, question) => world.ask(address, question),
  };
  return Object.assign(world, { machine });
}

let nonces = 0;
const options: VerificationOptions = {
  names: [name('k2s.cluster.local')],
  controls: [name('intranet.corp.example')],
  nonce() {
    nonces += 1;
    return `nonce${nonces}`;
  },
  flush: [{ program: 'flush', arguments: [] }],
  upstreams: [{ address: OFFICE, port: 53 }],
};

/** Verifies what happens to the machine between the two halves. */
async function verify(
  { machine }: ReturnType<typeof office>,
  {
    wanted = split,
    more = {},
    between = () => {},
  }: { wanted?: HostDns; more?: Partial<VerificationOptions>; between?: () => void } = {},
): Promise<readonly Finding[]> {
  const after = await createVerifier({ ...options, ...more })(wanted, machine);
  between();
  return after();
}

const bad = (findings: readonly Finding[]) =>
  findings.filter(({ severity }) => severity !== 'ok').map(({ check, severity }) => `${check}: ${severity}`);

test('a machine that is set up well', async () => {
  const machine = office();
  const findings = await verify(machine);
  expect(bad(findings)).toEqual([]);
  expect(findings.map(({ check, evidence }) => `${check}: ${evidence.replace(/nonce\d+/, 'NONCE')}`)).toEqual(
    [
      'servers: 172.19.1.100:53 says of k2s.cluster.local: A 172.19.1.100, AAAA 2001:db8::100.',
      'system path: k2s.cluster.local A: programs find 172.19.1.100, the servers say 172.19.1.100.',
      'system path: k2s.cluster.local AAAA: programs find 2001:db8::100, the servers say 2001:db8::100.',
      'freshness: NONCE.cluster.local, which nobody knows: programs find nothing, the servers say nothing.',
      'no collateral: intranet.corp.example A: programs found 10.1.2.3 before, and 10.1.2.3 now.',
      'no collateral: intranet.corp.example AAAA: programs found nothing before, and nothing now.',
    ],
  );
  expect(machine.flushes).toEqual([]);
});

test('a wildcard of the search domain is no success, though programs find something', async () => {
  const machine = office();
  machine.lookUp = (question) =>
    question.name.endsWith('cluster.local') && question.type === 'A'
      ? { is: 'found', addresses: ['10.9.9.9'] }
      : machine.network.ask(OFFICE, question);
  const findings = await verify(machine);
  expect(bad(findings)).toEqual(['system path: error', 'system path: error', 'freshness: error']);
  expect(findings[1]?.evidence).toBe(
    'k2s.cluster.local A: programs find 10.9.9.9, the servers say 172.19.1.100.',
  );
});

test('c-ares, which asks the first server itself and is refused, does not make a failure of a success', async () => {
  const machine = office();
  const byCares = () => machine.ask(OFFICE, { name: 'k2s.cluster.local', type: 'A' });
  machine.ask = (server, question) =>
    server === OFFICE ? { is: 'failed', reason: 'REFUSED' } : machine.network.ask(server, question);
  expect(byCares()).toEqual({ is: 'failed', reason: 'REFUSED' });
  expect(bad(await verify(machine))).toEqual([]);
});

test('nothing was set up: programs find nothing of what the servers know', async () => {
  const machine = office();
  machine.lookUp = (question) => machine.network.ask(OFFICE, question);
  expect(bad(await verify(machine))).toEqual(['system path: error', 'system path: error']);
});

test('it is tried six times within seconds, the caches emptied each time', async () => {
  const machine = office();
  const good = machine.lookUp;
  let lookUps = 0;
  machine.lookUp = (question) => {
    if (!question.name.startsWith('k2s')) return good(question);
    lookUps += 1;
    return lookUps > 4 ? good(question) : { is: 'none' };
  };
  expect(bad(await verify(machine))).toEqual([]);
  expect(machine.flushes).toEqual(['flush', 'flush']);
  machine.flushes.length = 0;
  machine.lookUp = () => ({ is: 'none' });
  expect(bad(await verify(machine, { more: { controls: [] } }))).toEqual([
    'system path: error',
    'system path: error',
  ]);
  expect(machine.flushes).toHaveLength(5);
});

test('a server that is away is an error, unless another one answers', async () => {
  const machine = office();
  machine.network.zones.delete(CLUSTER);
  expect(bad(await verify(machine))).toEqual(['servers: error']);
  const two = office();
  const wanted = { ...split, servers: [{ address: '172.19.1.99', port: 53 }, ...split.servers] };
  expect(bad(await verify(two, { wanted }))).toEqual(['servers: warning']);
});

test('a server that does not know the name, two that do not say the same, no name at all', async () => {
  const machine = office();
  machine.network.zones.set(CLUSTER, () => undefined);
  expect(bad(await verify(machine))).toEqual(['servers: error']);
  const two = office();
  two.network.zones.set('172.19.1.99', () => ['172.19.1.99']);
  const wanted = { ...split, servers: [...split.servers, { address: '172.19.1.99', port: 53 }] };
  expect(bad(await verify(two, { wanted }))).toEqual(['servers: warning']);
  expect(bad(await verify(office(), { more: { names: [] } }))).toEqual(['system path: warning']);
});

test('a domain with a wildcard of its own is as fresh', async () => {
  const machine = office();
  machine.network.zones.set(CLUSTER, () => ['172.19.1.100']);
  expect(bad(await verify(machine))).toEqual([]);
});

const offline = (): Addresses => ({ is: 'failed', reason: 'EAI_AGAIN' });

test.each([
  ['lost', (): Addresses => ({ is: 'none' }), ['no collateral: error']],
  ['failing', offline, ['no collateral: error', 'no collateral: error']],
  [
    'turned',
    (): Addresses => ({ is: 'found', addresses: ['10.1.2.9'] }),
    ['no collateral: warning', 'no collateral: warning'],
  ],
  [
    'of more servers',
    (): Addresses => ({ is: 'found', addresses: ['10.1.2.9', '10.1.2.3'] }),
    ['no collateral: warning'],
  ],
])('a name of the others that is %s after', async (_, after, expected) => {
  const machine = office();
  const between = () => {
    const before = machine.lookUp;
    machine.lookUp = (question) => (question.name.endsWith('corp.example') ? after() : before(question));
  };
  expect(bad(await verify(machine, { between }))).toEqual(expected);
});

test('a machine without a network has nothing to lose, before or after', async () => {
  const machine = office();
  machine.network.zones.delete(OFFICE);
  expect(bad(await verify(machine))).toEqual([]);
  const leaving = office();
  const between = () => leaving.network.zones.delete(OFFICE);
  expect(bad(await verify(leaving, { between }))).toEqual([
    'no collateral: warning',
    'no collateral: warning',
  ]);
});

test('the proxy must be asked, and a name beside the domain must come to an end', async () => {
  const machine = office();
  const proxied = { ...options, authorities: split.servers };
  const throughProxy = (question: Question) =>
    machine.network.ask(question.name.endsWith('cluster.local') ? CLUSTER : OFFICE, question);
  machine.ask = (server, question) =>
    server === '172.19.1.1' ? throughProxy(question) : machine.network.ask(server, question);
  const through = (more: Partial<VerificationOptions>) =>
    verify(machine, { wanted: adapter, more: { ...proxied, ...more } });
  expect(bad(await through({ timesAsked: () => 1 }))).toEqual([]);
  expect(bad(await through({ timesAsked: () => 0 }))).toEqual(['freshness: error']);
  expect(bad(await through({ timesAsked: () => 77 }))).toEqual(['no loop: error']);
  // A refusal is an end; seconds of nothing are none.
  machine.ask = (server, question) =>
    server === '172.19.1.1' ? { is: 'failed', reason: 'REFUSED' } : machine.network.ask(server, question);
  expect(bad(await through({}))).toEqual([]);
  let now = 0;
  const later = () => {
    now += 4000;
    return now;
  };
  Object.assign(machine.machine, { clock: { ...machine.machine.clock, now: later } });
  expect(bad(await through({}))).toEqual(['no loop: error']);
});

test('lines of the hosts file are found, whatever else the name has', async () => {
  const wanted: HostDns = {
    ...forgotten,
    mode: 'hosts',
    hosts: [{ address: '172.19.1.100', names: [name('k2s.registry.local')] }],
  };
  const machine = office();
  expect(bad(await verify(machine, { wanted }))).toEqual(['hosts file: error']);
  machine.lookUp = ({ type }) =>
    type === 'A' ? { is: 'found', addresses: ['10.9.9.9', '172.19.1.100'] } : { is: 'none' };
  expect(bad(await verify(machine, { wanted }))).toEqual([]);
});
