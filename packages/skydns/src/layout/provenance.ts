import type { RecordType } from '@skywriter/core';
import type { Message } from '../message/message.ts';
import { isRecordType } from './id.ts';

/** What a message of ours says besides what CoreDNS reads; CoreDNS ignores other fields. */
export interface Provenance {
  /** Who wrote it, also in ExternalDNS; the empty string where it does not say. */
  readonly owner: string;
  /** Who asks for the record (see `Target.origins`); undefined in what is no record of Skywriter. */
  readonly origins: readonly string[] | undefined;
  /** The record type, where the key does not tell it. */
  readonly type: RecordType | undefined;
}

export function provenanceOf({ extra }: Message): Provenance {
  const { owner, origins, type } = extra;
  return {
    owner: typeof owner === 'string' ? owner : '',
    origins: Array.isArray(origins) ? origins.filter((origin) => typeof origin === 'string') : undefined,
    type: typeof type === 'string' && isRecordType(type) ? type : undefined,
  };
}

/** Whether CoreDNS never shows the message: an existence marker. */
export function isEmpty({ host, text }: Message): boolean {
  return host === '' && text === '';
}
