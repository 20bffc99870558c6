import type { Command, Machine } from '../../machine/machine.ts';

const looks: readonly RegExp[] = [
  /^(?:busctl|id|ip|lsattr|systemd-detect-virt) /,
  /^(?:resolvectl|resolvconf) --version$/,
  /^systemctl (?:is-active|show) /,
];

/** This machine, on which our process is killed (-9) after so many changes to it, the journal's among them. */
export function dyingMachine(machine: Machine, changes: number): Machine {
  let left = changes;
  const change = async <T>(work: () => Promise<T>): Promise<T> => {
    const done = await work();
    if (left-- === 0) process.kill(process.pid, 'SIGKILL');
    return done;
  };
  const { files } = machine;
  return {
    ...machine,
    run: (command, options) =>
      isLook(command) ? machine.run(command, options) : change(() => machine.run(command, options)),
    files: {
      ...files,
      write: (path, content, mode) => change(() => files.write(path, content, mode)),
      create: (path, content, mode) => change(() => files.create(path, content, mode)),
      link: (path, to) => change(() => files.link(path, to)),
      remove: (path) => change(() => files.remove(path)),
      folder: (path, mode) => change(() => files.folder(path, mode)),
    },
  };
}

function isLook({ program, arguments: args }: Command): boolean {
  const line = [program, ...args].join(' ');
  return looks.some((look) => look.test(line));
}
