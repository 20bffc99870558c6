import { createInterface } from 'node:readline';
import { createHostDns } from '../../engine/create.ts';
import { systemMachine } from '../../machine/system-machine.ts';
import { linuxPlatform } from '../platform.ts';
import type { Answer, Order } from './orders.ts';

// Runs inside the machine of a test, on the real program: one order a line comes in, its answer goes out.
const machine = systemMachine();
const engine = createHostDns({
  machine,
  platform: linuxPlatform,
  commands: {
    self: ['/usr/bin/skywriter', 'host', 'apply'],
    recover: ['/usr/bin/touch', '/run/recovered'],
    reset: ['/usr/bin/touch', '/run/reset by the dead man'],
  },
});

async function obey(order: Order): Promise<unknown> {
  switch (order.do) {
    case 'apply':
      return await engine.apply(order.wanted);
    case 'plan':
      return await engine.plan(order.wanted);
    case 'reset':
      return await engine.reset();
    case 'recover':
      return await engine.recover();
    case 'look': {
      const snapshot = await linuxPlatform.snapshot(machine);
      return snapshot.ok ? snapshot.value : snapshot.problem;
    }
    case 'examine': {
      const snapshot = await linuxPlatform.snapshot(machine);
      return snapshot.ok ? linuxPlatform.examine(snapshot.value, order.wanted) : snapshot.problem;
    }
    case 'write': {
      const kind = linuxPlatform.kinds.find(({ kind }) => kind === order.setting.kind);
      return await kind?.write(order.setting.target, order.value, machine);
    }
    case 'read': {
      const kind = linuxPlatform.kinds.find(({ kind }) => kind === order.setting.kind);
      return await kind?.read(order.setting.target, machine);
    }
  }
}

const say = (answer: Answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);

say({ pid: process.pid });
for await (const line of createInterface({ input: process.stdin })) {
  say({ answer: (await obey(JSON.parse(line))) ?? null });
}
