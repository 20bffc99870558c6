import { join } from 'node:path';
import { makeFolder, startKubeApiserver } from '@skywriter/testbed';
import { type Contender, provideContenders } from './contender.ts';
import { nameOf, type Result } from './figure.ts';
import { saveKeys } from './keys.ts';
import { type Measurement, measure } from './measure.ts';
import { type Objects, objectsOf } from './objects.ts';
import type { BenchOptions } from './options.ts';
import { round } from './table.ts';
import { type Task, tasksIn, type World, worldsFor } from './worlds.ts';

/** Measures whatever the options ask for, on one API server that is filled more and more. */
export async function bench(options: BenchOptions, say: (line: string) => void): Promise<Result[]> {
  const contenders = await provideContenders(options.contenders, say);
  const keysFile = join(await makeFolder('keys'), 'keys.json');
  const api = await startKubeApiserver();
  const objects = objectsOf(api);
  const results: Result[] = [];

  async function start(world: World, task: Task, contender: Contender, last: boolean): Promise<Measurement> {
    const measured = await measure(withKeys(contender, keysFile), {
      setting: { api, objects, names: world.names, sources: world.pods === 0 ? [] : ['service'] },
      changes: last ? task.changes : 0,
      settle: last && world.figures.includes('memory'),
      ...(contender.name === 'skywriter' ? { afterwards: (etcd) => saveKeys(etcd, keysFile) } : {}),
    });
    say(`  ${contender.name}: ${round(measured.firstSync)} ms, ${round(measured.peakMemory)} MiB`);
    return measured;
  }

  try {
    for (const world of worldsFor(options)) {
      say(`making ${nameOf(world)}`);
      await fill(objects, world);
      for (const task of tasksIn(world, options)) {
        const contender = contenders.find(({ name }) => name === task.contender);
        if (contender === undefined) continue;
        const measurements: Measurement[] = [];
        for (let at = 1; at <= task.firstSyncs; at += 1) {
          measurements.push(await start(world, task, contender, at === task.firstSyncs));
        }
        results.push({ world, contender: contender.name, measurements });
      }
    }
  } finally {
    objects.close();
    await api.stop();
  }
  return results;
}

async function fill(objects: Objects, { names, pods }: World): Promise<void> {
  await objects.ingresses(names);
  await objects.pods(pods);
}

/** The bare client writes what was there last. */
function withKeys(contender: Contender, file: string): Contender {
  return contender.name === 'raw' ? { ...contender, words: [...contender.words, file] } : contender;
}
