import type { Metadata } from '@skywriter/core';
import { kindRow } from './row.ts';
import type { Section } from './section.ts';

/** The one annotation that is read on Pods, under whatever prefix. */
const TARGET = '/target';

/** Shared by all, because there may be tens of thousands. */
const none: Readonly<Record<string, string>> = {};

export const pod = kindRow({
  kind: 'Pod',
  group: '',
  version: 'v1',
  plural: 'pods',
  namespaced: true,
  read(object, { namespace, name, annotations }) {
    const spec = object.section('spec');
    const hostname = spec.text('hostname') ?? '';
    const nodeName = spec.text('nodeName') ?? '';
    return {
      kind: 'Pod',
      metadata: { namespace, name, labels: none, annotations: targetsIn(annotations) },
      ...(hostname !== '' && { hostname }),
      ...(nodeName !== '' && { nodeName }),
      hostIPs: readHostIPs(object.section('status')),
    };
  },
});

function targetsIn(annotations: Metadata['annotations']): Metadata['annotations'] {
  const targets = Object.entries(annotations).filter(([key]) => key.endsWith(TARGET));
  return targets.length === 0 ? none : Object.fromEntries(targets);
}

/** Both families, and from before Kubernetes 1.30 the one there was. */
function readHostIPs(status: Section): string[] {
  const all = status.sections('hostIPs').map((entry) => entry.text('ip') ?? '');
  return (all.length > 0 ? all : [status.text('hostIP') ?? '']).filter((address) => address !== '');
}
