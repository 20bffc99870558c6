/** Everything said while waiting goes to stderr, so that stdout stays what the command was asked for. */
export function say(line: string): void {
  process.stderr.write(`testbed: ${line}\n`);
}

export async function withProgress<T>(what: string, work: () => Promise<T>, everySeconds = 10): Promise<T> {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  say(what);
  const timer = setInterval(() => say(`${what}: ${seconds()} s`), everySeconds * 1000);
  try {
    const result = await work();
    say(`${what}: done in ${seconds()} s`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
