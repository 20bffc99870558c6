import type { Setting } from '../setting/setting.ts';
import { changeAdapter, LINK, reboot, reload, type World } from './world.ts';

/** What the world does between a crash and the recovery, and how that ends. */
export interface WorldEvent {
  readonly name: string;
  happens(world: World): void;
  ends(world: World): void;
  /** What a user made theirs, under its name among the world's settings. */
  readonly edits?: { readonly key: string; readonly setting: Setting };
}

const nothing = () => {};

const file = '/etc/resolver/cluster.local';

export const worldEvents: readonly WorldEvent[] = [
  { name: 'nothing', happens: nothing, ends: nothing },
  { name: 'a reboot', happens: reboot, ends: nothing },
  {
    name: 'a reboot after the recovery',
    happens: nothing,
    ends: reboot,
  },
  {
    name: "a user's edit of a file",
    happens: (world) => {
      const content = new TextEncoder().encode('# by hand\n');
      world.files.nodes.set(file, { is: 'file', content, mode: 0o644, uid: 0, gid: 0 });
      reload(world);
    },
    ends: nothing,
    edits: { key: `file ${file}`, setting: { kind: 'file', target: file } },
  },
  {
    name: "a user's edit of a link",
    happens: ({ links }) => void links.set(LINK, { servers: ['192.0.2.1'], domains: ['corp'], route: true }),
    ends: nothing,
    edits: { key: `link ${LINK}`, setting: { kind: 'link', target: LINK } },
  },
  {
    name: "a user's edit of an adapter",
    happens: (world) => changeAdapter(world, '{ETHERNET}', { servers: { wire: ['192.0.2.1'] } }),
    ends: nothing,
    edits: { key: 'adapter {ETHERNET}', setting: { kind: 'adapter', target: '{ETHERNET}' } },
  },
  {
    name: 'an adapter that is away',
    happens: (world) => changeAdapter(world, '{ETHERNET}', { present: false }),
    ends: (world) => changeAdapter(world, '{ETHERNET}', { present: true }),
  },
  {
    name: 'another network, and back',
    happens: (world) => changeAdapter(world, '{WIFI}', { network: 'office' }),
    ends: (world) => changeAdapter(world, '{WIFI}', { network: 'home' }),
  },
];
