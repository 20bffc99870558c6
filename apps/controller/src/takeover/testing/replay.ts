import { answerSync, keySource, type Prefix } from '@skywriter/skydns';
import type { Etcd } from '@skywriter/testbed';
import type { Judge, Question, Reply } from './judge.ts';
import { ZONE } from './names.ts';

/** Asks every question of every state that etcd had, so that no moment is too short to be seen. */
export async function replay(
  judge: Judge,
  { etcd, prefix, after, until }: { etcd: Etcd; prefix: Prefix; after: number; until: number },
): Promise<void> {
  for (let revision = after; revision <= until; revision += 1) {
    const keys = keySource(await etcd.list(`${prefix}/`, { revision }));
    const ask = (question: Question): Reply => {
      const [name = '', type = ''] = question.split(' ');
      const { rcode, answer } = answerSync({ name, type }, { keys, zones: [ZONE], prefix, now: 0 });
      const records = answer.map((record) => `${record.type} ${record.rdata}`.replace(/\.$/, ''));
      return [rcode, records.sort().join(' | ')].join(' ').trim();
    };
    for (const question of judge.questions) judge.answered(judge.asked(question), ask(question));
  }
}
