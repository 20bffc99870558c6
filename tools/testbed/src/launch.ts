import { Container } from './container.ts';
import { TestbedError } from './errors.ts';
import type { Instance } from './instance.ts';
import { NativeProcess } from './native-process.ts';
import type { Available } from './provide.ts';
import { rootFolder } from './reaper.ts';

export interface Launch {
  readonly binary: string;
  readonly args: readonly string[];
  /** Where it runs. */
  readonly folder: string;
  /** Folders outside of this process's temporary one that a container must see. */
  readonly mounts?: readonly string[];
  /** Variables in place of this process's own, of which only PATH and HOME are kept. */
  readonly env?: Readonly<Record<string, string>>;
  readonly what?: string;
}

/** Starts a component's binary, in whichever way it was provided. */
export async function launch(
  component: Available,
  { binary, args, folder, mounts = [], env, what }: Launch,
): Promise<Instance> {
  const path = component.paths[binary];
  if (path === undefined) throw new Error(`${component.name} has no binary named ${binary}`);
  const name = what ?? binary;
  const variables = env === undefined ? {} : { env };
  if (component.image === undefined)
    return new NativeProcess({ what: name, path, args, folder, ...variables });
  return await Container.start({
    what: name,
    image: component.image,
    path,
    args,
    folder,
    ...variables,
    // All handles of this process, since one reads the other's certificates.
    mounts: [rootFolder(), ...mounts],
  });
}

/** Runs a component's command to its end and returns what it printed. */
export async function runOnce(component: Available, options: Launch): Promise<string> {
  const instance = await launch(component, options);
  await instance.ended;
  if (instance.end === 'exit code 0') return instance.output.toString();
  throw new TestbedError(
    'SKY_TESTBED_COMMAND',
    `${instance.what} failed (${instance.end}).`,
    `Read its output:\n${instance.output.last() || '(none)'}\n`,
  );
}
