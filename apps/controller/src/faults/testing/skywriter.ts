import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually, freePort, request } from '@skywriter/testbed';
import { systemClock } from '../../clock.ts';
import { type ConfigurationInput, schema } from '../../config/schema.ts';
import { type Controller, startController } from '../../controller.ts';
import { SkywriterProcess } from '../../e2e/skywriter-process.ts';
import { createLog } from '../../log/log.ts';
import { createTerminal } from '../../terminal/terminal.ts';

/** A Skywriter that histories start, stop and ask, wherever it runs. */
export interface Skywriter {
  /** Names that are not in step; undefined while it cannot say. */
  pending(): Promise<number | undefined>;
  /** What it said that it must never say; what it ended for. */
  defects(): Promise<string[]>;
  /** Everything that it said. */
  readonly output: string;
  stop(): Promise<void>;
}

/** In this process, so that many of them cost little. */
export async function startHere(
  written: ConfigurationInput,
): Promise<Skywriter & { readonly inStep: () => boolean }> {
  const lines: string[] = [];
  const configuration = schema.parse(written);
  const log = createLog(
    { level: 'debug', format: 'json' },
    createTerminal({ write: (line) => lines.push(line) }, {}),
  );
  const controller: Controller = await startController({
    configuration,
    env: {},
    clock: systemClock,
    log,
    version: 'test',
  });
  return {
    pending: async () => {
      const [output] = controller.status().outputs;
      return output?.ready === true ? output.pending : undefined;
    },
    inStep: () => controller.system.outputs.synchronised() && controller.status().outputs[0]?.pending === 0,
    defects: async () => lines.filter(isDefect),
    get output() {
      return lines.join('');
    },
    stop: () => inTime(controller.stop(), 'a Skywriter in this process to stop'),
  };
}

/** As its users run it: a process. `stop` is a kill -9, because whoever is killed cannot tidy up. */
export async function startApart(written: ConfigurationInput, folder: string): Promise<Skywriter> {
  const port = await freePort();
  const file = join(folder, 'skywriter.yaml');
  const log = { level: 'debug', format: 'json' } as const;
  await writeFile(file, JSON.stringify({ ...written, log, metrics: { listen: `127.0.0.1:${port}` } }));
  const child = new SkywriterProcess(['run', '--config', file]);
  const metric = async (name: string): Promise<number | undefined> => {
    const text = await (await request(`http://127.0.0.1:${port}/metrics`)).text();
    const found = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  return {
    pending: async () =>
      (await metric('skywriter_output_ready')) === 1 ? await metric('skywriter_names_pending') : undefined,
    defects: async () => [
      ...(child.running ? [] : ['it ended by itself']),
      ...child.output.split('\n').filter(isDefect),
    ],
    get output() {
      return child.output;
    },
    stop: async () => {
      await child.stop('SIGKILL');
    },
  };
}

function isDefect(line: string): boolean {
  return /defect|SKY_\w*DEFECT|SKY_SKYDNS_FENCE|SKY_ETCD_LISTENER/.test(line);
}

async function inTime(work: Promise<void>, what: string): Promise<void> {
  let ended = false;
  const ending = work.then(() => {
    ended = true;
  });
  await eventually(() => ended, { within: 60_000, what });
  await ending;
}
