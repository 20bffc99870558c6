import { readFile, writeFile } from 'node:fs/promises';
import type { Etcd } from '@skywriter/testbed';
import { Etcd3 } from 'etcd3';

/** Keys and values as they stand in etcd. */
export type Keys = readonly (readonly [key: string, value: string])[];

/** Puts what is below /skydns/ into a file. */
export async function saveKeys(etcd: Etcd, file: string): Promise<void> {
  const client = new Etcd3({
    hosts: etcd.members.map(({ endpoint }) => endpoint),
    grpcOptions: { 'grpc.max_receive_message_length': -1 },
  });
  try {
    const keys = await client.getAll().prefix('/skydns/').strings();
    await writeFile(file, JSON.stringify(Object.entries(keys)));
  } finally {
    client.close();
  }
}

export async function loadKeys(file: string): Promise<Keys> {
  const keys: Keys = JSON.parse(await readFile(file, 'utf8'));
  return keys;
}
