import { parsePrefix } from '@skywriter/skydns';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Judge } from './testing/judge.ts';
import { replay } from './testing/replay.ts';
import { type Act, Show } from './testing/show.ts';
import { available, type Stage, startStage, synchronisation } from './testing/stage.ts';

const act = (object: string, host: string, ...targets: string[]): Act => ({ object, host, targets });
const churn = act('churn', 'churn.cluster.local', '172.19.4.1');
const shop = act('shop', 'shop.k2s.cluster.local', '172.19.1.1', '172.19.1.2');
const child = act('child', 'api.shop.k2s.cluster.local', '172.19.1.3');
const alias = act('alias', 'alias.cluster.local', 'shop.k2s.cluster.local');
const gone = act('gone', 'gone.cluster.local', '172.19.6.1');
const throughout = [churn, shop, child, alias];

const KEY = 'passphrasewhichneedstobe32bytes!';

/** As under fire, but at rest: of every state of etcd each answer is asked, for what ExternalDNS can be told. */
describe.skipIf(!(await available()))('every state on the way from ExternalDNS and back', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage?.stop());

  test.for<[what: string, id: string, words: string[]]>([
    ['a prefix', 'prefixed', ['--txt-prefix=reg.%{record_type}-']],
    ['a suffix', 'suffixed', ['--txt-suffix=-reg', '--domain-filter=cluster.local']],
    ['encryption', 'encrypted', ['--txt-encrypt-enabled', `--txt-encrypt-aes-key=${KEY}`]],
    ['strict owners and no registry', 'owned', ['--coredns-strictly-owned', '--registry=noop']],
  ])('with %s', { timeout: 200_000 }, async ([, id, words]) => {
    const { etcd } = stage;
    const play = await stage.play(id, words);
    const prefix = parsePrefix(play.prefix);
    const show = new Show(play.cluster, new Judge(), 'external-dns');
    for (const each of [...throughout, gone]) await show.create(each);
    const externalDns = await play.externalDns();
    await synchronisation(externalDns);
    await show.retarget({ ...churn, targets: ['172.19.4.2'] });
    await show.remove(gone);
    await synchronisation(externalDns);
    await externalDns.stop();

    show.judge.begin();
    let after = await etcd.revision;
    const judged = async (): Promise<void> => {
      const until = await etcd.revision;
      await replay(show.judge, { etcd, prefix, after, until });
      after = until;
      expect(show.judge.wrong).toEqual([]);
      expect(show.judge.changing).toEqual([]);
    };
    await judged();

    const left = await play.keys();
    const plan = await play.ask('--plan', '--json');
    expect([plan.code, await play.keys()], plan.err).toEqual([2, left]);
    show.layout = 'canonical';
    expect(await play.ask('--once')).toMatchObject({ code: 0 });
    await judged();
    expect((await play.keys()).filter(({ value }) => value.includes('"text"'))).toEqual([]);

    await show.retarget({ ...shop, targets: ['172.19.1.9'] });
    await show.retarget({ ...child, targets: ['172.19.1.8', '2001:db8::8'] });
    expect(await play.ask('--once')).toMatchObject({ code: 0 });
    await judged();

    // Both families at one name are what ExternalDNS cannot keep.
    await show.retarget({ ...child, targets: ['172.19.1.8'] });
    expect(await play.ask('--once')).toMatchObject({ code: 0 });
    await judged();

    show.layout = 'external-dns';
    expect(await play.ask('--once', '--layout=external-dns')).toMatchObject({ code: 0 });
    await judged();

    const back = await play.keys();
    const again = await play.externalDns();
    await synchronisation(again);
    await again.stop();
    expect(await play.keys()).toEqual(back);
  });
});
