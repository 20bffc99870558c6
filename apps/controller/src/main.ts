#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { memoryFlags } from './memory.ts';

for (const flag of memoryFlags([...process.execArgv, process.env.NODE_OPTIONS ?? ''])) {
  setFlagsFromString(flag);
}

const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    // Who asks twice does not want to wait.
    if (stopping.signal.aborted) process.exit(1);
    stopping.abort(signal);
  });
}

// A reader that goes away (`skywriter plan | head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
});

// Not before, so that what it loads is subject to the flags.
const { main } = await import('./cli/program.ts');
process.exitCode = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  stopping: stopping.signal,
});
