import type { FlavourName } from '@skywriter/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLUSTER, CORP, DASHBOARD, DeveloperMachine, DNSPROXY, dnsproxy, missing } from './machine.ts';

const WATCH = [
  ...['watch', '--mode', 'adapter', '--domain', 'cluster.local', '--server', CLUSTER],
  ...['--listen', '127.0.0.2', '--probe', 'k2s.cluster.local', '--control-name', 'git.corp.example'],
];

const adGuard = (await dnsproxy()) !== undefined;
const adGuardNote = adGuard ? '' : ' (skipped: it is not built here)';

for (const flavour of ['plain', 'resolved-258'] as const satisfies readonly FlavourName[]) {
  const reason = await missing(flavour);
  const skip = reason !== undefined;
  describe.skipIf(skip)(skip ? `${flavour} (skipped: ${reason})` : `a DNS proxy on ${flavour}`, () => {
    let machine: DeveloperMachine;
    let before: string;
    beforeAll(async () => {
      machine = await DeveloperMachine.start(flavour);
      before = await machine.fingerprint();
    });
    afterAll(async () => await machine?.host.stop());

    const expectForgotten = async () => {
      expect(await machine.resolve('k2s.cluster.local.')).toEqual([]);
      expect(await machine.resolve('git.corp.example.')).toEqual([CORP]);
      expect(await machine.fingerprint()).toBe(before);
    };

    const expectTakenAndGivenBack = async (which: string) => {
      await machine.begin(...WATCH, '--proxy', which);
      const said = await machine.hears(/^started: .*127\.0\.0\.2/m);
      expect(said).not.toContain('error');
      expect(await machine.resolve('k2s.cluster.local.')).toEqual([DASHBOARD]);
      expect(await machine.resolve('git.corp.example.')).toEqual([CORP]);
      await machine.end('TERM');
      await expectForgotten();
    };

    test('takes everything while it runs, and gives it back when it is told to stop', async () => {
      await expectTakenAndGivenBack('builtin');
    });

    // glibc takes dnsproxy's answers from an authoritative server (neither AA nor RA) for those of a lame one,
    // when there is no such record: verification finds that, and undoes it, where glibc asks dnsproxy itself.
    test.skipIf(!adGuard || flavour === 'plain')(`so does AdGuard's${adGuardNote}`, async () => {
      await expectTakenAndGivenBack(DNSPROXY);
    });

    test('killed, it leaves a machine that recover repairs', async () => {
      await machine.begin(...WATCH, '--proxy', 'builtin');
      await machine.hears(/^started: /m);
      await machine.end('KILL');
      // systemd-resolved still asks a link for the domains that the link has itself.
      if (flavour === 'plain') expect(await machine.resolve('git.corp.example.')).toEqual([]);
      expect((await machine.skywriter('doctor')).stdout).toMatch(
        /^error +journal: The process that it needs/m,
      );
      expect(await machine.skywriter('recover')).toMatchObject({ code: 0 });
      await expectForgotten();
    });

    test('without rights nothing is begun', async () => {
      expect(await machine.skywriterOfUser(...WATCH, '--proxy', 'builtin')).toMatchObject({ code: 5 });
      await expectForgotten();
    });
  });
}
