import type { BenchOptions, ContenderName, FigureName } from './options.ts';

/** What is in the cluster while contenders are measured, and for which figures. */
export interface World {
  readonly names: number;
  /** Pods that nothing is published of. */
  readonly pods: number;
  readonly figures: readonly FigureName[];
}

/** In the order of their making: nothing is ever taken away. */
const worlds: readonly World[] = [
  { names: 1_000, pods: 0, figures: ['first-sync', 'change', 'cpu'] },
  { names: 10_000, pods: 0, figures: ['first-sync', 'change', 'memory'] },
  { names: 10_000, pods: 30_000, figures: ['memory'] },
  { names: 20_000, pods: 0, figures: ['cpu'] },
];

/** The worlds that the figures asked for need, and what each is for. */
export function worldsFor({ figures, scale }: Pick<BenchOptions, 'figures' | 'scale'>): World[] {
  return worlds
    .map(({ names, pods, figures: all }) => ({
      names: Math.round(names * scale),
      pods: Math.round(pods * scale),
      figures: all.filter((figure) => figures.includes(figure)),
    }))
    .filter((world) => world.figures.length > 0);
}

/** What one contender does in a world. */
export interface Task {
  readonly contender: ContenderName;
  readonly firstSyncs: number;
  /** Single changes after the last of them. */
  readonly changes: number;
}

/** ExternalDNS waits at least five seconds before it acts on a change: a few are enough. */
const PEER_CHANGES = 5;

export function tasksIn(world: World, options: BenchOptions): Task[] {
  const firstSyncs = world.figures.includes('first-sync') ? options.repeat : 1;
  const changing = world.figures.includes('change') || world.figures.includes('cpu');
  return options.contenders.flatMap((contender): Task[] => {
    if (contender === 'raw') {
      return world.figures.includes('first-sync') ? [{ contender, firstSyncs, changes: 0 }] : [];
    }
    const most = contender === 'external-dns' ? PEER_CHANGES : options.changes;
    return [{ contender, firstSyncs, changes: changing ? Math.min(options.changes, most) : 0 }];
  });
}
