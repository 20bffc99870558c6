import {
  bool,
  integer,
  jsonKey,
  listOf,
  named,
  pointerTo,
  type StructType,
  string,
  stringMap,
  struct,
  type Type,
} from './type.ts';

/** `Service` of core/v1 and `Ingress` of networking/v1 as Go has them, without what ExternalDNS removes. */

const int32 = integer('int32');
const int64 = integer('int64');
const uid = named('types.UID');
const time: Type = { kind: 'opaque', name: 'v1.Time' };
const intOrString: Type = { kind: 'opaque', name: 'intstr.IntOrString' };

const metadataFields: Readonly<Record<string, Type>> = {
  Name: string,
  GenerateName: string,
  Namespace: string,
  SelfLink: string,
  UID: uid,
  ResourceVersion: string,
  Generation: int64,
  CreationTimestamp: time,
  DeletionTimestamp: pointerTo(time),
  DeletionGracePeriodSeconds: pointerTo(int64),
  Labels: stringMap,
  Annotations: stringMap,
  OwnerReferences: listOf(
    struct('v1.OwnerReference', {
      APIVersion: string,
      Kind: string,
      Name: string,
      UID: uid,
      Controller: pointerTo(bool),
      BlockOwnerDeletion: pointerTo(bool),
    }),
  ),
  Finalizers: listOf(string),
};

/** `GetName` and its like are methods of every object. */
const getters = Object.fromEntries(
  Object.entries(metadataFields).map(([field, type]) => [`Get${field}`, type]),
);
const getterKeys = Object.fromEntries(
  Object.keys(metadataFields).map((field) => [`Get${field}`, jsonKey(field)]),
);

function objectType(name: string, spec: StructType, status: StructType): StructType {
  return struct(
    name,
    {
      TypeMeta: struct('v1.TypeMeta', { Kind: string, APIVersion: string }),
      ObjectMeta: struct('v1.ObjectMeta', { ...metadataFields, ...getters }, { keys: getterKeys }),
      Spec: spec,
      Status: status,
    },
    { keys: { ObjectMeta: 'metadata' }, embedded: ['TypeMeta', 'ObjectMeta'], inline: ['TypeMeta'] },
  );
}

function portStatus(name: string): Type {
  return listOf(struct(name, { Port: int32, Protocol: named('v1.Protocol'), Error: pointerTo(string) }));
}

const serviceSpec = struct('v1.ServiceSpec', {
  Ports: listOf(
    struct('v1.ServicePort', {
      Name: string,
      Protocol: named('v1.Protocol'),
      AppProtocol: pointerTo(string),
      Port: int32,
      TargetPort: intOrString,
      NodePort: int32,
    }),
  ),
  Selector: stringMap,
  ClusterIP: string,
  ClusterIPs: listOf(string),
  Type: named('v1.ServiceType'),
  ExternalIPs: listOf(string),
  SessionAffinity: named('v1.ServiceAffinity'),
  LoadBalancerIP: string,
  LoadBalancerSourceRanges: listOf(string),
  ExternalName: string,
  ExternalTrafficPolicy: named('v1.ServiceExternalTrafficPolicy'),
  HealthCheckNodePort: int32,
  PublishNotReadyAddresses: bool,
  SessionAffinityConfig: pointerTo(
    struct('v1.SessionAffinityConfig', {
      ClientIP: pointerTo(struct('v1.ClientIPConfig', { TimeoutSeconds: pointerTo(int32) })),
    }),
  ),
  IPFamilies: listOf(named('v1.IPFamily')),
  IPFamilyPolicy: pointerTo(named('v1.IPFamilyPolicy')),
  AllocateLoadBalancerNodePorts: pointerTo(bool),
  LoadBalancerClass: pointerTo(string),
  InternalTrafficPolicy: pointerTo(named('v1.ServiceInternalTrafficPolicy')),
  TrafficDistribution: pointerTo(string),
});

const serviceStatus = struct('v1.ServiceStatus', {
  LoadBalancer: struct('v1.LoadBalancerStatus', {
    Ingress: listOf(
      struct('v1.LoadBalancerIngress', {
        IP: string,
        Hostname: string,
        IPMode: pointerTo(named('v1.LoadBalancerIPMode')),
        Ports: portStatus('v1.PortStatus'),
      }),
    ),
  }),
});

const backend = struct('v1.IngressBackend', {
  Service: pointerTo(
    struct('v1.IngressServiceBackend', {
      Name: string,
      Port: struct('v1.ServiceBackendPort', { Name: string, Number: int32 }),
    }),
  ),
  Resource: pointerTo(
    struct('v1.TypedLocalObjectReference', { APIGroup: pointerTo(string), Kind: string, Name: string }),
  ),
});

const path = struct('v1.HTTPIngressPath', {
  Path: string,
  PathType: pointerTo(named('v1.PathType')),
  Backend: backend,
});

const ruleValue = struct('v1.IngressRuleValue', {
  HTTP: pointerTo(struct('v1.HTTPIngressRuleValue', { Paths: listOf(path) })),
});

const ingressSpec = struct('v1.IngressSpec', {
  IngressClassName: pointerTo(string),
  DefaultBackend: pointerTo(backend),
  TLS: listOf(struct('v1.IngressTLS', { Hosts: listOf(string), SecretName: string })),
  Rules: listOf(
    struct(
      'v1.IngressRule',
      { Host: string, IngressRuleValue: ruleValue },
      { embedded: ['IngressRuleValue'], inline: ['IngressRuleValue'] },
    ),
  ),
});

const ingressStatus = struct('v1.IngressStatus', {
  LoadBalancer: struct('v1.IngressLoadBalancerStatus', {
    Ingress: listOf(
      struct('v1.IngressLoadBalancerIngress', {
        IP: string,
        Hostname: string,
        Ports: portStatus('v1.IngressPortStatus'),
      }),
    ),
  }),
});

/** The kinds that templates are for, with the `apiVersion` that ExternalDNS shows them. */
export const objectTypes = {
  Service: { type: objectType('v1.Service', serviceSpec, serviceStatus), apiVersion: 'v1' },
  Ingress: { type: objectType('v1.Ingress', ingressSpec, ingressStatus), apiVersion: 'networking.k8s.io/v1' },
} as const;
