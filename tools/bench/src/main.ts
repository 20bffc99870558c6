import { provide, startKubeApiserver } from '@skywriter/testbed';
import { type Contender, externalDns, skywriter } from './contender.ts';
import { createIngresses } from './ingresses.ts';
import { type Figures, measureSync } from './measure-sync.ts';
import { table } from './table.ts';

/** ExternalDNS waits at least five seconds before it acts on a change: a few are enough. */
const PEER_CHANGES = 5;

const say = (line: string) => process.stderr.write(`bench: ${line}\n`);

async function contenders(only: string | undefined): Promise<Contender[]> {
  const chosen = only === 'external-dns' ? [] : [await skywriter()];
  if (only === 'skywriter') return chosen;
  // Memory and CPU are read from this host's /proc, so a container will not do.
  const peer = await provide('external-dns', { ways: ['path', 'build'] });
  if (peer.available) return [...chosen, ...Object.values(peer.paths).map(externalDns)];
  say(`external-dns is not measured, for it is not available: ${peer.reason}`);
  return chosen;
}

async function bench(names: number, changes: number, only: string | undefined): Promise<void> {
  const chosen = await contenders(only);
  const api = await startKubeApiserver();
  try {
    say(`creating ${names} Ingresses`);
    await createIngresses(api, names);
    const figures: Figures[] = [];
    for (const contender of chosen) {
      say(`measuring ${contender.name}`);
      const count = contender.name === 'skywriter' ? changes : Math.min(changes, PEER_CHANGES);
      figures.push(await measureSync(contender, { api, names, changes: count }));
    }
    process.stdout.write(table(names, figures));
  } finally {
    await api.stop();
  }
}

const [names = '1000', changes = '100', only] = process.argv.slice(2);
const isCount = (word: string) => /^[1-9][0-9]{0,5}$/.test(word);
if (
  isCount(names) &&
  isCount(changes) &&
  (only === undefined || ['skywriter', 'external-dns'].includes(only))
) {
  await bench(Number(names), Number(changes), only);
} else {
  process.stderr.write('usage: bench [NAMES] [CHANGES] [skywriter|external-dns]\n');
  process.exitCode = 64;
}
