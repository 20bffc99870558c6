import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfiguration } from '../config/load.ts';
import type { Configuration } from '../config/schema.ts';
import { runConfiguration } from './run.ts';

const example = join(import.meta.dirname, '../../../../examples/k2s/skywriter.yaml');

async function configuration(): Promise<Configuration> {
  const loaded = await loadConfiguration(example);
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  const { outputs } = loaded.configuration;
  const [output] = outputs;
  if (output?.dns === undefined) throw new Error('the example has no dns output');
  return {
    ...loaded.configuration,
    outputs: [{ ...output, dns: { ...output.dns, listen: ['127.0.0.1:0'] } }],
    metrics: { listen: { host: '127.0.0.1', port: 0 }, externalDns: false, kuberture: false },
    log: { level: 'info', format: 'json' },
  };
}

/** What `external-dns --once` and `--dry-run` do, with the example in the place of a cluster. */
describe('once', () => {
  async function once(dryRun: boolean): Promise<{ code: number; messages: Map<string, number> }> {
    const messages = new Map<string, number>();
    const stderr = {
      write(line: string) {
        const { msg } = JSON.parse(line);
        messages.set(msg, (messages.get(msg) ?? 0) + 1);
      },
    };
    const io = { stdout: { write: () => {} }, stderr, env: {}, stopping: new AbortController().signal };
    const code = await runConfiguration(await configuration(), { io, json: true, once: true, dryRun });
    return { code, messages };
  }

  test('ends when everything is in step', async () => {
    const { code, messages } = await once(false);
    expect(code).toBe(0);
    expect(messages.get('in step')).toBe(1);
    expect(messages.get('stopped')).toBe(1);
  });

  test('as a dry run, says what would be written', async () => {
    const { code, messages } = await once(true);
    expect(code).toBe(0);
    expect(messages.get('would be written')).toBe(6);
    expect(messages.has('written')).toBe(false);
  });
});
