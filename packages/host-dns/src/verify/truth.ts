import type { Addresses, Question } from '../machine/machine.ts';
import type { Scene } from './check.ts';

/** A second: on the machine's own networks everything answers within that, or does not. */
export const ASK_MS = 1000;

/** What the servers of the domains say themselves, past everything that this machine is set to: the first that answers. */
export async function truth({ wanted, machine, options }: Scene, question: Question): Promise<Addresses> {
  let last: Addresses = { is: 'failed', reason: 'there is no server' };
  for (const server of options.authorities ?? wanted.servers) {
    last = await machine.ask(server, question, { timeout: ASK_MS });
    if (last.is !== 'failed') return last;
  }
  return last;
}
