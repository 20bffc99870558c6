import { createInterface } from 'node:readline';
import { createHostDns } from '../../engine/create.ts';
import type { Machine } from '../../machine/machine.ts';
import { systemMachine } from '../../machine/system-machine.ts';
import { linuxPlatform } from '../platform.ts';
import { dyingMachine } from './dying-machine.ts';
import type { Answer, Order } from './orders.ts';

// Runs inside the machine of a test, on the real program: as `agent.ts recover` or `agent.ts reset` once, else
// one order a line comes in, and its answer goes out.
const machine = systemMachine();
const self = [process.execPath, '--conditions=@skywriter/source', import.meta.filename];
const engineOn = (what: Machine) =>
  createHostDns({
    machine: what,
    platform: linuxPlatform,
    commands: { self, recover: [...self, 'recover'], reset: [...self, 'reset'] },
  });
const engine = engineOn(machine);
const kindOf = (name: string) => linuxPlatform.kinds.find(({ kind }) => kind === name);

async function obey(order: Order): Promise<unknown> {
  switch (order.do) {
    case 'apply':
      return await (order.dieAfter === undefined
        ? engine
        : engineOn(dyingMachine(machine, order.dieAfter))
      ).apply(order.wanted);
    case 'reset':
      return await engine.reset(order.force === undefined ? {} : { force: order.force });
    case 'recover':
      return await engine.recover();
    case 'status':
      return await engine.status();
    case 'examine': {
      const snapshot = await linuxPlatform.snapshot(machine);
      return snapshot.ok ? linuxPlatform.examine(snapshot.value, order.wanted) : snapshot.problem;
    }
    case 'write':
      return await kindOf(order.setting.kind)?.write(order.setting.target, order.value, machine);
    case 'read':
      return await kindOf(order.setting.kind)?.read(order.setting.target, machine);
  }
}

const say = (answer: Answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);

const once = process.argv[2];
if (once === 'recover' || once === 'reset') {
  const { ok } = await engine[once]();
  process.exitCode = ok ? 0 : 1;
} else {
  say({ pid: process.pid });
  for await (const line of createInterface({ input: process.stdin })) {
    say({ answer: (await obey(JSON.parse(line))) ?? null });
  }
}
