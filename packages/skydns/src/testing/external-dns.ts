import { pathOf } from '../key/key.ts';
import { isReverse } from '../key/reverse.ts';
import { provenanceOf } from '../layout/provenance.ts';
import { parseIp } from '../message/host.ts';
import { formatMessage, type Message, messageOf, parseMessage } from '../message/message.ts';
import { registryName, spokenForBy } from '../registry/affix.ts';
import { formatHeritage, readHeritage } from '../registry/heritage.ts';
import type { TxtRegistry } from '../registry/registry.ts';
import type { KeyStore } from './key-store.ts';
import { prefix } from './world.ts';

/** Targets by name and type. */
export type Wanted = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

interface Endpoint {
  readonly name: string;
  readonly type: string;
  readonly targets: string[];
  /** Ids by host, and of the last host. */
  readonly ids: Map<string, string>;
  last: string;
  owner: string;
}

type Write = readonly [key: string, value: string | undefined];

/**
 * What ExternalDNS 0.22 does with provider `coredns`, defects included: it forgets types when it reads, leaves
 * registry entries behind, writes one more of them with every update, and deletes one target at a time.
 */
export class ExternalDnsModel {
  readonly #store: KeyStore;
  readonly #owner: string;
  readonly #registry: TxtRegistry;
  readonly #strict: boolean;
  #draws = 0;

  constructor(store: KeyStore, options: { owner: string; registry: TxtRegistry; strict?: boolean }) {
    this.#store = store;
    this.#owner = options.owner;
    this.#registry = options.registry;
    this.#strict = options.strict ?? false;
  }

  /** One turn. `steps`: how many writes until it is stopped. Returns whether anything was to be written. */
  sync(wanted: Wanted, steps = Number.POSITIVE_INFINITY): boolean {
    const writes = this.#plan(wanted);
    for (const write of writes.slice(0, steps)) this.#store.write([write]);
    return writes.length > 0;
  }

  /**
   * The keys that are its own: by their field, or by a registry entry for their name and type. A record whose
   * entry it could not write any more is nobody's, for itself too.
   */
  owned(): Set<string> {
    const claimed = new Set<string>();
    const keys = new Set<string>();
    const records: [key: string, name: string, type: string][] = [];
    for (const [key, { value }] of this.#store.entries) {
      const parsed = parseMessage(value);
      if (!parsed.ok) continue;
      const { host, text, targetstrip } = parsed.value;
      const name = nameOfKey(key).slice(targetstrip).join('.');
      const heritage = readHeritage(text, this.#registry.aesKey);
      const mine = (ownerOf(parsed.value) || heritage?.owner) === this.#owner;
      if (mine) keys.add(key);
      const spoken = heritage === undefined ? undefined : spokenForBy(name, this.#registry);
      if (mine && spoken !== undefined) claimed.add(`${spoken.name} ${spoken.type}`);
      if (heritage === undefined && ownerOf(parsed.value) === '')
        records.push([key, name, typeOf(name, host)]);
    }
    for (const [key, name, type] of records) if (claimed.has(`${name} ${type}`)) keys.add(key);
    return keys;
  }

  #plan(wanted: Wanted): Write[] {
    const { endpoints, entries } = this.#read();
    const writes: Write[] = [];
    for (const [name, types] of wanted) {
      const current = endpoints.filter((each) => each.name === name);
      const foreign = current.some(({ owner }) => owner !== this.#owner);
      for (const [type, targets] of types) {
        const there = current.find((each) => each.type === type);
        if (there === undefined && !foreign) writes.push(...this.#create(name, type, targets, entries));
        if (there?.owner === this.#owner && !sameItems(there.targets, targets)) {
          writes.push(...this.#update(there, targets));
        }
      }
    }
    for (const endpoint of endpoints) {
      const gone = wanted.get(endpoint.name)?.has(endpoint.type) !== true;
      if (gone && endpoint.owner === this.#owner) writes.push(...this.#delete(endpoint));
    }
    return writes;
  }

  #read(): { endpoints: Endpoint[]; entries: Set<string> } {
    const endpoints: Endpoint[] = [];
    const owners = new Map<string, string>();
    const entries = new Set<string>();
    const keys = [...this.#store.entries].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [key, { value }] of keys) {
      const parsed = parseMessage(value);
      if (!parsed.ok || (this.#strict && ownerOf(parsed.value) !== this.#owner)) continue;
      const { host, text, targetstrip } = parsed.value;
      const labels = nameOfKey(key);
      const name = labels.slice(targetstrip).join('.');
      const id = labels.slice(0, targetstrip).join('.');
      if (host !== '') this.#collect(endpoints, { name, host, id });
      const heritage = readHeritage(text, this.#registry.aesKey);
      if (heritage !== undefined) {
        entries.add(name);
        const spoken = spokenForBy(name, this.#registry);
        if (spoken !== undefined) owners.set(`${spoken.name} ${spoken.type}`, heritage.owner);
      } else if (text !== '' && host === '') {
        endpoints.push({ name, type: 'TXT', targets: [text], ids: new Map([['', id]]), last: id, owner: '' });
      }
    }
    for (const endpoint of endpoints) {
      const { name, type } = endpoint;
      const untyped = type === 'AAAA' ? undefined : owners.get(`${name} `);
      endpoint.owner = owners.get(`${name} ${type}`) ?? untyped ?? '';
    }
    return { endpoints, entries };
  }

  /** Whatever type a host has, it is one more of the first that was found. */
  #collect(endpoints: Endpoint[], { name, host, id }: { name: string; host: string; id: string }): void {
    let endpoint = endpoints.find((each) => each.name === name && each.type !== 'TXT');
    if (endpoint === undefined) {
      const type = typeOf(name, host);
      endpoint = { name, type, targets: [], ids: new Map(), last: id, owner: '' };
      endpoints.push(endpoint);
    }
    endpoint.targets.push(host);
    endpoint.ids.set(host, id);
    endpoint.last = id;
  }

  #create(name: string, type: string, targets: readonly string[], entries: ReadonlySet<string>): Write[] {
    const entry = registryName(name, type, this.#registry);
    const values = type === 'TXT' ? targets.slice(0, 1) : targets;
    return [
      ...values.map((target) => this.#put(name, type, this.#draw(), target)),
      ...(entries.has(entry) ? [] : [this.#entry(entry)]),
    ];
  }

  #update({ name, type, ids }: Endpoint, targets: readonly string[]): Write[] {
    const stale = [...ids].filter(([host]) => host !== '' && !targets.includes(host));
    const values = type === 'TXT' ? targets.slice(0, 1) : targets;
    return [
      ...stale.map(([, id]): Write => [`${pathOf(name, prefix)}/${id}`, undefined]),
      ...values.map((target) =>
        this.#put(name, type, ids.get(type === 'TXT' ? '' : target) ?? this.#draw(), target),
      ),
      this.#entry(registryName(name, type, this.#registry)),
    ];
  }

  #delete({ name, type, last }: Endpoint): Write[] {
    return [[type === 'PTR' ? pathOf(name, prefix) : `${pathOf(name, prefix)}/${last}`, undefined]];
  }

  #put(name: string, type: string, id: string, target: string): Write {
    const path = pathOf(name, prefix);
    const exact = type === 'PTR';
    const content: Partial<Message> = type === 'TXT' ? { text: target } : { host: target, ttl: 60 };
    return [exact ? path : `${path}/${id}`, this.#value({ ...content, targetstrip: exact ? 0 : 1 })];
  }

  #entry(name: string): Write {
    const text = formatHeritage(
      { owner: this.#owner, resource: 'service/default/web' },
      this.#registry.encrypt ? this.#registry.aesKey : undefined,
    );
    const path = pathOf(name, prefix);
    if (isReverse(name)) return [path, this.#value({ text })];
    return [`${path}/${this.#draw()}`, this.#value({ text, targetstrip: 1 })];
  }

  #value(fields: Partial<Message>): string {
    return formatMessage(messageOf({ ...fields, extra: this.#strict ? { owner: this.#owner } : {} }));
  }

  /** Eight digits that look like those drawn by lot, and are the same in each run. */
  #draw(): string {
    this.#draws += 1;
    return ((this.#draws * 2_654_435_761 + this.#owner.length) % 2 ** 31).toString(16).padStart(8, '0');
  }
}

function sameItems(one: readonly string[], other: readonly string[]): boolean {
  return [...one].sort().join() === [...other].sort().join();
}

function typeOf(name: string, host: string): string {
  if (host === '') return 'TXT';
  if (isReverse(name)) return 'PTR';
  if (parseIp(host) === undefined) return 'CNAME';
  return host.includes(':') ? 'AAAA' : 'A';
}

function nameOfKey(key: string): string[] {
  return key
    .slice(prefix.length + 1)
    .split('/')
    .reverse();
}

function ownerOf(message: Message): string {
  return provenanceOf(message).owner;
}
