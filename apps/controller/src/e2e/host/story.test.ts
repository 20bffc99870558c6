import type { FlavourName } from '@skywriter/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLUSTER, CORP, DASHBOARD, DeveloperMachine, missing } from './machine.ts';

/** What K2s's start script runs, with its own addresses. */
const START = [
  'apply',
  ...['--domain', 'cluster.local', '--server', CLUSTER],
  ...['--hosts', `k2s.registry.local=${CLUSTER}`],
  ...['--probe', 'k2s.cluster.local', '--control-name', 'git.corp.example'],
] as const;
const PLAN = [...START, '--dry-run'];

for (const [flavour, backend] of [
  ['resolved-258', 'systemd-resolved delegate'],
  ['resolved-252', 'systemd-resolved link k2s0'],
] as const satisfies readonly (readonly [FlavourName, string])[]) {
  const reason = await missing(flavour);
  describe.skipIf(reason !== undefined)(
    reason === undefined ? flavour : `${flavour} (skipped: ${reason})`,
    () => {
      let machine: DeveloperMachine;
      let before: string;
      beforeAll(async () => {
        machine = await DeveloperMachine.start(flavour);
        before = await machine.fingerprint();
      });
      afterAll(async () => await machine?.host.stop());

      const expectKnown = async () => {
        expect(await machine.resolve('k2s.cluster.local.')).toEqual([DASHBOARD]);
        expect(await machine.resolve('k2s.registry.local.')).toEqual([CLUSTER]);
        expect(await machine.resolve('git.corp.example.')).toEqual([CORP]);
      };
      const expectForgotten = async () => {
        expect(await machine.resolve('k2s.cluster.local.')).toEqual([]);
        expect(await machine.resolve('git.corp.example.')).toEqual([CORP]);
        expect(await machine.fingerprint()).toBe(before);
      };

      test('a cluster starts and stops, twice each, and in any order', async () => {
        expect(await machine.skywriter('reset')).toMatchObject({
          code: 0,
          stdout: 'There was nothing to undo.\n',
        });
        await expectForgotten();
        expect(await machine.skywriter(...PLAN)).toMatchObject({ code: 2 });
        const first = await machine.skywriter(...START);
        expect(first).toMatchObject({ code: 0, stderr: '' });
        expect(first.stdout).toContain(`is asked of ${CLUSTER}`);
        expect(first.stdout).toContain(`(${backend})`);
        expect(first.stdout).toContain(`k2s.cluster.local A: programs find ${DASHBOARD}`);
        expect(first.stdout).toMatch(/Undo it with: sudo -- .* host reset\n$/);
        await expectKnown();
        expect(await machine.skywriter(...START)).toMatchObject({
          code: 0,
          stdout: expect.stringContaining('as before'),
        });
        expect(await machine.skywriter(...PLAN)).toMatchObject({ code: 0 });
        expect(await machine.skywriter('recover')).toMatchObject({ code: 0 });
        await expectKnown();
        expect(await machine.skywriter('reset')).toMatchObject({ code: 0, stderr: '' });
        await expectForgotten();
        expect(await machine.skywriter('reset')).toMatchObject({ code: 0 });
      });

      test('everything is told as one JSON document', async () => {
        for (const words of [
          PLAN,
          START,
          ['status'],
          ['doctor'],
          ['recover'],
          ['reset', '--dry-run'],
          ['reset'],
        ]) {
          const { stdout, stderr } = await machine.skywriter(...words, '--json');
          expect([typeof JSON.parse(stdout), stderr]).toEqual(['object', '']);
        }
      });

      test('doctor finds the cluster that is gone, and nothing else', async () => {
        await machine.skywriter(...START);
        expect(await machine.skywriter('doctor')).toMatchObject({ code: 0 });
        await machine.stopCluster();
        const { code, stdout } = await machine.skywriter('doctor');
        expect(code).toBe(1);
        const errors = stdout.split('\n').filter((line) => line.startsWith('error'));
        expect(errors).toContainEqual(
          expect.stringMatching(/^error +servers: 172\.19\.1\.100:53 says .* a failure/),
        );
        // Where nobody answers, nothing else can be known of the names; of the machine, all is well.
        const seen = errors.map((line) => /^error +(.*?):/.exec(line)?.[1]);
        expect(
          seen.filter((check) => check !== 'servers' && check !== 'freshness' && check !== 'system path'),
        ).toEqual([]);
        // A start script that runs now is told so, and changes nothing.
        expect(await machine.skywriter('reset')).toMatchObject({ code: 0 });
        const failed = await machine.skywriter(...START);
        expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('does not work') });
        expect(failed.stdout).toContain('this machine is as it was before');
        await expectForgotten();
        expect(await machine.skywriter('reset')).toMatchObject({ code: 0 });
        await machine.startCluster();
      });

      test('without rights it says what it needs, and what would be done', async () => {
        const refused = await machine.skywriterOfUser(...START);
        expect(refused).toMatchObject({ code: 5, stdout: '' });
        expect(refused.stderr).toContain(`sudo -- /opt/node --conditions=@skywriter/source`);
        expect(refused.stderr).toContain(`host apply --domain cluster.local --server ${CLUSTER}`);
        expect((await machine.skywriterOfUser(...PLAN)).code).toBe(2);
        expect((await machine.skywriterOfUser('reset')).code).toBe(5);
        await expectForgotten();
      });

      test('a state folder that a user could have written in is refused, and nothing is touched', async () => {
        expect(await machine.skywriter('recover')).toMatchObject({ code: 0 });
        await machine.host.sh(`
          mv /var/lib/skywriter/host-dns /var/lib/skywriter/trusted
          mkdir /var/lib/skywriter/host-dns; chown 65534 /var/lib/skywriter/host-dns`);
        for (const words of [START, ['recover'], ['reset', '--force']]) {
          const { code, stderr } = await machine.skywriter(...words);
          expect([code, stderr]).toEqual([1, expect.stringContaining('belongs to user 65534')]);
        }
        await machine.host.sh(
          'rmdir /var/lib/skywriter/host-dns; mv /var/lib/skywriter/trusted /var/lib/skywriter/host-dns',
        );
        await expectForgotten();
      });

      test('two at once: one after the other', async () => {
        const other = START.map((word) =>
          word.replace(`registry.local=${CLUSTER}`, `registry.local=${DASHBOARD}`),
        );
        const patient = ['--timeout', '60'];
        const both = await Promise.all([
          machine.skywriter(...START, ...patient),
          machine.skywriter(...other, ...patient),
        ]);
        expect(both.map(({ code, stderr }) => ({ code, stderr }))).toEqual([
          { code: 0, stderr: '' },
          { code: 0, stderr: '' },
        ]);
        expect(await machine.resolve('k2s.cluster.local.')).toEqual([DASHBOARD]);
        expect(await machine.skywriter('reset')).toMatchObject({ code: 0 });
        await expectForgotten();
      });

      test.each([
        [1, START],
        [3, START],
        [5, START],
        [7, START],
        [1, ['reset']],
        [3, ['reset']],
        [5, ['reset']],
      ] as const)(
        'killed when the journal has changed %i times, in %j, and recovered',
        async (changes, words) => {
          if (words[0] === 'reset') expect(await machine.skywriter(...START)).toMatchObject({ code: 0 });
          const killed = await machine.killed(changes, ...words);
          expect(await machine.skywriter('recover')).toMatchObject({ code: 0, stderr: '' });
          const { phase } = JSON.parse((await machine.skywriter('status', '--json')).stdout);
          // When all was applied before the kill, that is sound, and stays until the stop script runs.
          if (phase === 'applied') expect(await machine.skywriter('reset')).toMatchObject({ code: 0 });
          await expectForgotten();
          // The first change is far from the end.
          if (changes === 1) expect(killed).toBe(true);
        },
      );
    },
  );
}
