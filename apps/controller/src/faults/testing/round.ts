import type { KubeApiserver } from '@skywriter/testbed';
import { History } from './history.ts';
import { Servers } from './servers.ts';
import { type RoundPlan, TURNS } from './steps.ts';
import { judge } from './verdict.ts';

/** A round is told by its seed, and by how many histories it has. */
export async function playRound(plan: RoundPlan, api: KubeApiserver): Promise<void> {
  const servers = await Servers.start(api, plan.members);
  const rivals = !plan.faults.includes('etcd restored');
  const started = await Promise.allSettled(
    plan.histories.map((steps, index) =>
      History.start({ id: `s${plan.seed}-${index}`, servers, steps, apart: index === 0, rivals }),
    ),
  );
  const histories = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  try {
    for (const each of started) if (each.status === 'rejected') throw each.reason;
    for (let turn = 0; turn < TURNS; turn += 1) {
      const happened = await servers.turn(plan.faults[turn] ?? 'none', {
        snapshot: () => {
          for (const history of histories) history.snapshot();
        },
        restored: () => {
          for (const history of histories) history.restored();
        },
      });
      for (const history of histories) if (happened !== '') history.told.push(`${turn}. ${happened}`);
      await each(histories, plan, (history) => history.turn(turn));
    }
    await servers.heal();
    await each(histories, plan, async (history) => {
      await history.rest();
      await judge(history, servers);
    });
  } finally {
    await Promise.all(histories.map((history) => history.stop()));
    await servers.stop();
  }
}

/** Does it for all; fails with the story of the first for which it failed. */
async function each(
  histories: readonly History[],
  plan: RoundPlan,
  work: (history: History) => Promise<void>,
): Promise<void> {
  const outcomes = await Promise.allSettled(histories.map(work));
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.status === 'fulfilled') continue;
    const error: unknown = outcome.reason;
    const story = [
      `History ${index} of ${histories.length} failed; etcd has ${plan.members} members.`,
      `SKYWRITER_SEED=${plan.seed} SKYWRITER_HISTORIES=${histories.length} plays the same round.`,
      ...(histories[index]?.told ?? []),
      ...[...(histories[index]?.skywriters ?? [])].map(
        ([owner, { output }]) => `${owner} said last:\n${output.slice(-3_000)}`,
      ),
    ].join('\n');
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${why}\n${story}`, { cause: error });
  }
}
