import { parsePrefix } from '@skywriter/skydns';
import { eventually } from '@skywriter/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Controller, startController } from '../controller.ts';
import { translate } from '../external-dns/translate.ts';
import { createLog } from '../log/log.ts';
import { createTerminal } from '../terminal/terminal.ts';
import { Judge } from './testing/judge.ts';
import { jumpingClock } from './testing/jumping-clock.ts';
import { replay } from './testing/replay.ts';
import { type Act, Show } from './testing/show.ts';
import { available, type Play, type Stage, startStage, synchronisation } from './testing/stage.ts';

const acts: readonly Act[] = [1, 2, 3].map((index) => ({
  object: `web${index}`,
  host: `web${index}.cluster.local`,
  targets: [`172.19.1.${index}`],
}));

/** Somebody forgot to stop ExternalDNS: both write the same names under the same owner. */
describe.skipIf(!(await available()))('an ExternalDNS that still runs', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage?.stop());

  test('is seen, told of, left in peace, and followed when it stops', { timeout: 300_000 }, async () => {
    const play = await stage.play('rival', ['--registry=txt']);
    const show = new Show(play.cluster, new Judge(), 'external-dns');
    for (const act of acts) await show.create(act);
    const externalDns = await play.externalDns();
    await synchronisation(externalDns);
    show.judge.begin();
    const after = await stage.etcd.revision;

    const clock = jumpingClock();
    const lines: string[] = [];
    const controller = await startDropIn(play, clock, lines);
    const now = () => {
      const [output] = controller.status().outputs;
      if (output === undefined) throw new Error('no output');
      return {
        failed: output.names.failed,
        settled: output.names.settled,
        written: output.counts.transactions ?? 0,
      };
    };
    try {
      // A second of ExternalDNS's is half a minute here: nobody waits for our patience, but what it writes
      // together still comes together.
      const pass = (what: string, check: () => boolean): Promise<void> =>
        eventually(
          () => {
            clock.jump(3_000);
            expect(check(), JSON.stringify(now())).toBe(true);
          },
          { every: 100, within: 120_000, what },
        );
      await pass('all names to be left alone', () => now().failed === acts.length);
      const told = lines.filter((line) => line.includes('SKY_SKYDNS_RIVAL'));
      for (const { host } of acts) expect(told.some((line) => line.includes(host))).toBe(true);
      expect(await controller.metrics.text()).toMatch(
        new RegExp(`^skywriter_names\\{output="coredns",state="failed"\\} ${acts.length}$`, 'm'),
      );

      // Hours later both still run: we have tried again, each time after twice as long, and left it at that.
      const first = now().written;
      for (const minutes of [15, 30, 60, 120]) {
        const { written } = now();
        clock.jump(minutes * 60_000);
        await pass('another attempt, and to be left alone again', () => {
          return now().written > written && now().failed === acts.length;
        });
      }
      expect(externalDns.running).toBe(true);
      expect(now().written - first).toBeLessThanOrEqual(8 * acts.length);

      await externalDns.stop();
      clock.jump(4 * 3_600_000);
      await pass('all names to be ours', () => now().settled === acts.length && now().failed === 0);
      const keys = await play.keys();
      expect(keys.filter(({ value }) => value.includes('"text"') || value.includes('targetstrip'))).toEqual(
        [],
      );
      expect(keys.filter(({ key }) => key.includes('/#A-'))).toHaveLength(acts.length);
    } finally {
      await controller.stop();
      await externalDns.stop();
    }

    // Whoever wrote: nobody who asked was told anything wrong.
    const until = await stage.etcd.revision;
    await replay(show.judge, { etcd: stage.etcd, prefix: parsePrefix(play.prefix), after, until });
    expect(show.judge.wrong).toEqual([]);
  });
});

/** The drop-in as its command starts it, but on a clock of the test's. */
async function startDropIn(
  { words, env }: Play,
  clock: ReturnType<typeof jumpingClock>,
  lines: string[],
): Promise<Controller> {
  const translated = translate([...words, '--metrics-address=127.0.0.1:0', '--log-format=json'], env);
  if (!translated.ok) throw new Error(JSON.stringify(translated.problems));
  const { configuration, secrets } = translated.value;
  return await startController({
    configuration,
    env: { ...env, ...secrets },
    clock,
    log: createLog(configuration.log, createTerminal({ write: (line) => lines.push(line) }, {})),
    version: 'test',
  });
}
