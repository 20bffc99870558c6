import { createRequire } from 'node:module';
import {
  type GrpcObject,
  loadPackageDefinition,
  type ProtobufTypeDefinition,
  type ServiceClientConstructor,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

type Entry = GrpcObject | ServiceClientConstructor | ProtobufTypeDefinition | undefined;

/** The services that the link uses. */
export const serviceNames = ['KV', 'Watch', 'Auth'] as const;
export type ServiceName = (typeof serviceNames)[number];

let loaded: GrpcObject | undefined;

/** etcd's gRPC services, from the protocol files that etcd3 carries and in the form that its types describe. */
export function serviceClient(name: ServiceName): ServiceClientConstructor {
  loaded ??= loadPackageDefinition(
    loadSync(createRequire(import.meta.url).resolve('etcd3/proto/rpc.proto'), {
      keepCase: true,
      longs: String,
      enums: String,
      defaults: true,
      oneofs: true,
    }),
  );
  const services: Entry = loaded.etcdserverpb;
  const service: Entry = isObject(services) ? services[name] : undefined;
  if (typeof service !== 'function') throw new Error(`etcd3 carries no service ${name}`);
  return service;
}

function isObject(entry: Entry): entry is GrpcObject {
  return typeof entry === 'object' && !('format' in entry);
}
