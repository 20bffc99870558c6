import { type Clock, type Name, type Output, SkywriterError } from '@skywriter/core';
import type { ServiceApi } from '@skywriter/service-writer';
import type { OutputConfiguration } from '../config/outputs.ts';
import type { OutputStatus } from '../status.ts';
import { dnsOutput } from './dns.ts';
import { servicesOutput } from './services.ts';
import { skydnsOutput } from './skydns.ts';

/** An output with what the program, not the engine, has to do with it. */
export interface OutputHandle {
  readonly output: Output;
  /** The output is in step with all objects for the first time. */
  complete(): void;
  /** Where it can be asked, such as `127.0.0.1:5300`; empty for outputs that others serve. */
  endpoints(): readonly { readonly host: string; readonly port: number }[];
  counts(): OutputStatus['counts'];
}

export interface OutputContext {
  /** For outputs that have no owner of their own. */
  readonly owner: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** For outputs that write objects of the API server. */
  readonly api: () => ServiceApi;
  /** The other outputs of its owner, for one that deletes what is none of theirs. */
  readonly siblings: readonly string[] | undefined;
  /** Somebody else changed what is ours. */
  readonly drifted: (output: string, names: ReadonlySet<Name>) => void;
}

/** Makes the output that a configuration describes. A new output is one branch here. */
export async function createOutput(
  configuration: OutputConfiguration,
  context: OutputContext,
): Promise<OutputHandle> {
  if (configuration.dns !== undefined) {
    const output = dnsOutput(configuration, configuration.dns, context.clock);
    return {
      output,
      complete: () => output.setComplete(true),
      endpoints: () => output.endpoints.map(({ address, port }) => ({ host: address.text, port })),
      counts: () => ({}),
    };
  }
  if (configuration.skydns !== undefined) {
    const counts = { transactions: 0, conflicts: 0, repairs: 0 };
    const output = await skydnsOutput(configuration, configuration.skydns, {
      ...context,
      hooks: {
        transacted({ result }) {
          if (result === 'committed') counts.transactions += 1;
          else if (result === 'conflict') counts.conflicts += 1;
        },
        drifted(names) {
          counts.repairs += names.size;
          context.drifted(configuration.name, names);
        },
      },
    });
    return {
      output,
      complete: () => {},
      endpoints: () => [],
      counts: () => ({ ...counts, foreign: output.foreign.count, malformed: output.malformed.count }),
    };
  }
  if (configuration.services !== undefined) {
    const counts = { transactions: 0, conflicts: 0, repairs: 0 };
    const output = servicesOutput(configuration, configuration.services, {
      ...context,
      api: context.api(),
      hooks: {
        wrote({ result }) {
          if (result === 'done') counts.transactions += 1;
          else if (result === 'conflict') counts.conflicts += 1;
        },
        drifted(names) {
          counts.repairs += names.size;
          context.drifted(configuration.name, names);
        },
      },
    });
    return { output, complete: () => {}, endpoints: () => [], counts: () => counts };
  }
  throw new SkywriterError({
    code: 'SKY_CONFIG_UNSUPPORTED',
    message: `The output ${configuration.name} is of a kind that is not supported yet.`,
    hint: 'Use skydns, dns or services.',
  });
}
