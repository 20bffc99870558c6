import { eventually, type KeyValue } from '@skywriter/testbed';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Judge } from './testing/judge.ts';
import { Prober } from './testing/prober.ts';
import { type Act, Show } from './testing/show.ts';
import { available, type Play, type Stage, startStage, synchronisation } from './testing/stage.ts';

const ingress = (object: string, host: string, ...targets: string[]): Act => ({ object, host, targets });
const service = (object: string, host: string, ...targets: string[]): Act => ({
  object,
  kind: 'Service',
  host,
  targets,
});

const shop = ingress('shop', 'shop.k2s.cluster.local', '172.19.1.100');
const several = ingress('several', 'several.cluster.local', '172.19.1.1', '172.19.1.2', '172.19.1.3');
const parent = ingress('parent', 'app.cluster.local', '172.19.2.1');
const child = ingress('child', 'api.app.cluster.local', '172.19.2.2');
const alias = ingress('alias', 'alias.cluster.local', 'shop.k2s.cluster.local');
const portal = ingress('portal', 'portal.cluster.local', 'lb.example.net');
const db = service('db', 'db.cluster.local', '172.19.3.1');
const six = service('six', 'six.cluster.local', '2001:db8::6');
const churning = [0, 1, 2].map((index) =>
  ingress(`churn${index}`, `churn${index}.cluster.local`, '172.19.4.1'),
);
const many = Array.from({ length: 30 }, (_, index) =>
  ingress(`many${index}`, `many${index}.cluster.local`, `172.19.5.${index}`),
);
/** What exists from the first moment to the last. */
const throughout = [shop, several, parent, child, alias, portal, db, six, ...churning, ...many];
const passing = ingress('passing', 'passing.cluster.local', '172.19.6.1');

const to = (act: Act, ...targets: string[]): Act => ({ ...act, targets });

describe.skipIf(!(await available()))('takeover under fire', () => {
  let stage: Stage;
  const cleanups: (() => Promise<unknown>)[] = [];
  const owned = <T extends { stop(): Promise<unknown> }>(started: T): T => {
    cleanups.push(() => started.stop());
    return started;
  };
  beforeAll(async () => {
    stage = await startStage();
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });
  afterAll(() => stage?.stop());

  test.for<[what: string, id: string, words: string[]]>([
    ['the TXT registry', 'txt', ['--registry=txt', '--domain-filter=cluster.local']],
    ['strict owners', 'strict', ['--registry=txt', '--coredns-strictly-owned']],
  ])(
    'with %s: no wrong answer, there and back',
    { timeout: 300_000 },
    async ([, id, words], { annotate }) => {
      const play = await stage.play(id, words);
      const show = new Show(play.cluster, new Judge(), 'external-dns');
      const foreign = await strangers(play, stage, show);

      // ExternalDNS is alone, and leaves behind what it always does.
      for (const act of [...throughout, passing]) await show.create(act);
      let externalDns = owned(await play.externalDns());
      await synchronisation(externalDns);
      for (const round of [2, 3]) {
        for (const act of churning) await show.retarget(to(act, `172.19.4.${round}`));
        await synchronisation(externalDns);
      }
      await show.remove(passing);
      await synchronisation(externalDns);
      expect(entries(await play.keys())).toBeGreaterThan(
        entries(foreign) + throughout.length + churning.length,
      );

      const coredns = owned(await play.coreDns());
      const prober = owned(await Prober.start({ port: coredns.port, judge: show.judge }));
      await show.seen(prober);

      // It still follows changes while everybody asks; what it changes just then is its own affair.
      await show.whileExternalDnsChanges(churning, async () => {
        for (const act of churning) await show.retarget(to(act, '172.19.4.4'));
        await synchronisation(externalDns);
      });
      await show.seen(prober);
      await externalDns.stop();

      // The plan shows all of it, and does nothing.
      const before = await play.keys();
      const plan = await play.ask('--plan', '--json');
      expect(await play.keys()).toEqual(before);
      expect(plan.code, plan.err).toBe(2);
      expect(shownBy(plan.out)).toEqual({
        pending: true,
        summary: expect.objectContaining({ create: 0, update: 0, delete: 0, rewrite: throughout.length + 1 }),
        rewritten: { keys: throughout.map(({ host }) => host).sort(), leftovers: [passing.host] },
        changes: [],
      });

      // Skywriter starts with the same arguments, is killed at once, and starts again.
      show.layout = 'canonical';
      const killed = owned(play.skywriter());
      await eventually(async () => (await play.keys()).some(isCanonical), {
        every: 1,
        within: 60_000,
        what: 'the first name that is taken over',
      });
      await killed.stop('SIGKILL');
      let skywriter = owned(play.skywriter());
      await skywriter.says(/in step/);
      await show.seen(prober);
      const taken = await play.keys();
      expect(foreignOf(taken, foreign)).toEqual(foreign);
      expect(entries(taken)).toBe(entries(foreign));
      expect(await canonicalKeys(play, stage, foreign)).toEqual(relative(taken, play.prefix));
      const done = await play.ask('--plan', '--json');
      expect([done.code, shownBy(done.out).pending]).toEqual([0, false]);

      // Targets change, objects come and go, both at once and one after the other.
      await Promise.all(
        [several, parent, child, db, ...many].map((act, index) =>
          show.retarget(to(act, `172.19.7.${index}`)),
        ),
      );
      for (const last of [1, 2, 3, 4, 5]) await show.retarget(to(shop, `172.19.8.${last}`));
      await show.retarget(to(portal, 'other.example.net'));
      await show.retarget(to(six, '2001:db8::7'));
      await show.seen(prober);
      await show.retarget(to(shop, '172.19.8.6', '2001:db8::8'));
      await show.create(passing);
      await show.seen(prober);
      await show.retarget(to(shop, '172.19.8.6'));
      await show.remove(passing);
      await show.seen(prober);
      expect(await skywriter.stop()).toBe(0);

      // The way back: the same objects in ExternalDNS's layout …
      show.layout = 'external-dns';
      skywriter = owned(play.skywriter('--layout=external-dns'));
      await skywriter.says(/in step/);
      await show.seen(prober);
      expect(await skywriter.stop()).toBe(0);

      // … in which it finds nothing to do, and follows from then on.
      const back = await play.keys();
      externalDns = owned(await play.externalDns());
      await synchronisation(externalDns);
      expect(await play.keys()).toEqual(back);
      await show.whileExternalDnsChanges([db, ...churning], async () => {
        for (const act of [db, ...churning]) await show.retarget(to(act, '172.19.9.1'));
        await synchronisation(externalDns);
      });
      await show.seen(prober);
      expect(foreignOf(await play.keys(), foreign)).toEqual(foreign);

      const tally = await prober.stop();
      const { asked, rate, resent } = tally;
      await annotate(
        `${asked} questions, ${Math.round(rate)} a second, ${resent} sent again, ${show.judge.judged} judged`,
      );
      expect(show.judge.wrong).toEqual([]);
      expect(tally.unanswered).toEqual([]);
      expect(show.judge.judged).toBeGreaterThan(5_000);
    },
  );
});

/** What others have there: another ExternalDNS, for another owner, and somebody with etcdctl. */
async function strangers(play: Play, { etcd }: Stage, show: Show): Promise<readonly KeyValue[]> {
  const below = `${play.prefix}/local/cluster`;
  await etcd.put(`${below}/byhand`, '{"host":"10.9.9.9","ttl":30}');
  await etcd.put(`${below}/notes/x1`, '{"text":"not yours"}');
  const theirs = { host: 'theirs.cluster.local', targets: ['10.9.9.1'] };
  await play.cluster.createIngress('theirs', theirs.host);
  await play.cluster.setIngressAddresses('theirs', theirs.targets);
  const other = await play.externalDns('other');
  await synchronisation(other);
  await other.stop();
  await play.cluster.deleteIngress('theirs');
  show.constant(theirs.host, theirs.targets);
  show.constant('byhand.cluster.local', ['10.9.9.9']);
  show.constant('nobody.cluster.local', []);
  const keys = await play.keys();
  expect(keys).toHaveLength(4);
  return keys;
}

function foreignOf(keys: readonly KeyValue[], foreign: readonly KeyValue[]): KeyValue[] {
  const theirs = new Set(foreign.map(({ key }) => key));
  return keys.filter(({ key }) => theirs.has(key));
}

/** How many keys the registry of an ExternalDNS has. */
function entries(keys: readonly KeyValue[]): number {
  return keys.filter(({ value }) => value.includes('heritage=external-dns')).length;
}

function isCanonical({ key }: KeyValue): boolean {
  return key.includes('/#');
}

/** What a Skywriter that has nothing to take over writes for the same objects, beside the same foreign keys. */
async function canonicalKeys(play: Play, { etcd }: Stage, foreign: readonly KeyValue[]): Promise<string[]> {
  const fresh = `${play.prefix}fresh`;
  for (const { key, value } of foreign) await etcd.put(`${fresh}${key.slice(play.prefix.length)}`, value);
  const ran = await play.once(fresh);
  expect(ran.code, ran.err).toBe(0);
  return relative(await etcd.list(`${fresh}/`), fresh);
}

function relative(keys: readonly KeyValue[], prefix: string): string[] {
  return keys.map(({ key, value }) => `${key.slice(prefix.length)} ${value}`);
}

interface PlanShown {
  readonly pending: boolean;
  readonly outputs: readonly {
    readonly summary: Readonly<Record<string, number>>;
    readonly names: readonly {
      readonly name: string;
      readonly changes: readonly unknown[];
      readonly rewritten?: 'keys' | 'leftovers';
    }[];
  }[];
}

function shownBy(json: string) {
  const { pending, outputs } = JSON.parse(json) as PlanShown;
  const names = outputs.flatMap((output) => output.names);
  const rewritten = (how: string) =>
    names.flatMap(({ name, rewritten: as }) => (as === how ? [name] : [])).sort();
  return {
    pending,
    summary: outputs[0]?.summary,
    rewritten: { keys: rewritten('keys'), leftovers: rewritten('leftovers') },
    changes: names.flatMap(({ changes }) => changes),
  };
}
