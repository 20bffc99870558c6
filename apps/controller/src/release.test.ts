import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@skywriter/testbed';
import { describe, expect, test } from 'vitest';
import { systemClock } from './clock.ts';
import { loadConfiguration } from './config/load.ts';
import { type Controller, startController } from './controller.ts';
import { readinessOf } from './http/readiness.ts';
import { createLog } from './log/log.ts';
import { createTerminal } from './terminal/terminal.ts';

const COUNT = 40;

function manifest(from: number): string {
  return Array.from(
    { length: COUNT - from },
    (_, index) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: i${from + index} }
spec: { rules: [{ host: n${from + index}.example.com }] }
status: { loadBalancer: { ingress: [{ ip: 192.0.2.1 }] } }
`,
  ).join('---\n');
}

const configuration = (guards: string): string => `owner: o
manifests: [objects.yaml]
sources: [ingress]
outputs: [{ name: one, zones: [example.com], dns: { listen: ['127.0.0.1:0'] } }]
${guards}
`;

/** A controller whose objects are all but a few deleted by mistake, or not. */
async function massDeletion() {
  const folder = await mkdtemp(join(tmpdir(), 'skywriter-'));
  const file = join(folder, 'skywriter.yaml');
  const objects = join(folder, 'objects.yaml');
  await writeFile(objects, manifest(0));
  await writeFile(file, configuration(''));
  const loaded = await loadConfiguration(file);
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  const messages: { msg: string; id?: string; names?: number }[] = [];
  const terminal = createTerminal({ write: (text: string) => messages.push(JSON.parse(text)) }, {});
  const controller = await startController({
    configuration: loaded.configuration,
    file,
    env: {},
    clock: systemClock,
    log: createLog({ level: 'info', format: 'json' }, terminal),
    version: 'test',
  });
  await eventually(() => controller.system.outputs.synchronised(), { what: 'the first synchronisation' });
  await writeFile(objects, manifest(COUNT - 2));
  await eventually(() => outputOf(controller)?.stopped !== undefined, { what: 'the stop' });
  return { controller, file, messages };
}

const outputOf = (controller: Controller) => controller.status().outputs[0];

describe('a mass deletion', () => {
  test('is told everywhere with its id, and just it passes when that is released', async () => {
    const { controller, file, messages } = await massDeletion();
    const stopped = outputOf(controller)?.stopped;
    const id = stopped?.id ?? '';
    expect(stopped).toMatchObject({ names: COUNT - 2, id: expect.stringMatching(/^[0-9a-f]{8}$/) });
    expect(readinessOf(controller.status())).toMatchObject({
      ready: true,
      warnings: [{ what: 'output one', why: expect.stringContaining(`SKYWRITER_RELEASE_DELETIONS=${id}`) }],
    });
    expect(await controller.metrics.text()).toContain(
      `skywriter_deletions_stopped{output="one"} ${COUNT - 2}`,
    );
    await eventually(() => messages.some((message) => message.id === id), { what: 'the log line' });

    await writeFile(file, configuration('guards: { massDeletion: { release: ["00000000"] } }'));
    await eventually(() => messages.some(({ msg }) => msg.startsWith('configuration changed')), {
      what: 'the reload',
    });
    expect(outputOf(controller)?.stopped?.id).toBe(id);

    await writeFile(file, configuration(`guards: { massDeletion: { release: ["${id}"] } }`));
    await eventually(() => outputOf(controller)?.owned === 2, { what: 'the deletion' });
    await eventually(() => messages.some(({ msg }) => msg.startsWith('mass deletion let pass')), {
      what: 'the log line of the release',
    });
    expect(outputOf(controller)?.stopped).toBeUndefined();
    expect(await controller.metrics.text()).toContain(
      `skywriter_deletions_released_total{output="one"} ${COUNT - 2}`,
    );
    await controller.stop();
  });
});
