import { describe, expect, it } from 'vitest';
import { unwrap } from '../problem.ts';
import { pickFields } from './pick.ts';
import { parseTemplate, type TemplateKind } from './template.ts';

const fieldsOf = (text: string, kind: TemplateKind) =>
  unwrap(parseTemplate([text]))
    .fields(kind)
    .map((path) => path.join('.'));

describe('fields that a template needs beside those that every object has', () => {
  it.each<[text: string, fields: string[], kind?: TemplateKind]>([
    [
      '{{.Name}}.{{.Namespace}}.{{.Labels.app}}.{{index .ObjectMeta.Annotations "a"}}{{.Kind}}{{.APIVersion}}',
      [],
    ],
    ['{{.GetName}}{{.GetGenerateName}}', ['metadata.generateName']],
    ['{{.Spec.ClusterIP}}', ['spec.clusterIP']],
    ['{{$.Spec.ClusterIP}}{{.Spec.ClusterIP}}', ['spec.clusterIP']],
    ['{{(.Spec).ClusterIP}}', ['spec.clusterIP']],
    ['{{with .Spec}}{{.ClusterIP}}{{end}}', ['spec.clusterIP']],
    ['{{if .Spec}}x{{end}}', []],
    ['{{$s := .Spec}}{{$s.ClusterIP}}', ['spec.clusterIP']],
    ['{{$s := .Spec}}{{$s = .Spec}}{{$s.ClusterIP}}', ['spec']],
    ['{{if .Spec.Ports}}x{{end}}', ['spec.ports']],
    ['{{range .Spec.Ports}}{{.Name}}{{$.Spec.Type}}{{end}}', ['spec.ports', 'spec.type']],
    ['{{(index .Spec.Ports 0).Name}}', ['spec.ports']],
    ['{{range .Status.LoadBalancer.Ingress}}{{.IP}}{{end}}', ['status.loadBalancer.ingress']],
    ['{{or .Spec .Name}}{{.Spec.Type}}', ['spec']],
    ['{{define "a"}}{{.ClusterIP}}{{end}}{{template "a" .Spec}}', ['spec.clusterIP']],
    ['{{define "a"}}{{.Spec.Type}}{{template "a" .}}{{end}}{{template "a" .}}', ['spec.type']],
    ['{{.Spec.ClusterIP}}{{.Spec.IngressClassName}}', ['spec.ingressClassName'], 'Ingress'],
    ['{{.Spec.DefaultBackend.Service.Name}}', ['spec.defaultBackend.service.name'], 'Ingress'],
    ['{{.Spec.Nothing}}', []],
  ])('%s', (text, fields, kind = 'Service') => {
    expect(fieldsOf(text, kind)).toEqual(fields);
  });
});

describe('what is picked of an object', () => {
  const raw = {
    metadata: { name: 'a', managedFields: [1], generation: 2 },
    spec: { type: 'X', ports: [{ port: 1 }], nested: { a: 1, b: 2 }, none: null },
  };
  it.each([
    [[], undefined],
    [[['status', 'x']], undefined],
    [[['spec', 'none']], { spec: {} }],
    [[['spec', 'nested', 'c']], { spec: { nested: {} } }],
    [[['spec', 'type']], { spec: { type: 'X' } }],
    [
      [
        ['spec', 'nested', 'a'],
        ['spec', 'ports'],
      ],
      { spec: { nested: { a: 1 }, ports: [{ port: 1 }] } },
    ],
    [
      [
        ['spec', 'nested', 'a'],
        ['spec', 'nested'],
      ],
      { spec: { nested: { a: 1, b: 2 } } },
    ],
    [[['metadata']], { metadata: { name: 'a', generation: 2 } }],
    [[[]], { metadata: { name: 'a', generation: 2 }, spec: raw.spec }],
    // What is of the wrong type is for the template to complain of.
    [[['spec', 'type', 'below']], { spec: { type: 'X' } }],
  ])('%j', (paths, picked) => {
    expect(pickFields(raw, paths)).toEqual(picked);
  });

  it('nothing of what is no object', () => {
    expect(pickFields('text', [['spec']])).toBeUndefined();
  });
});
