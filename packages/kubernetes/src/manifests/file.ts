import { readFile } from 'node:fs/promises';
import { type Content, contentOf, emptyContent, unreadableContent } from './content.ts';
import { carryOver, type Holding, nothingHeld, type Reading } from './holding.ts';
import type { Manifest } from './manifest.ts';
import { codeOf } from './tree.ts';

type Timely = Pick<Reading, 'now' | 'patience'>;

/** Reads the text of a file, of which `before` is what it was. */
export type ReadManifest = (text: string, before?: Manifest) => Manifest;

/** A file as it was read last, and what is held of it. */
export class ManifestFile {
  readonly path: string;
  readonly #readManifest: ReadManifest;
  #stamp: string | undefined;
  #manifest: Manifest | undefined;
  #content = emptyContent;
  #holding: Holding = nothingHeld;

  constructor(path: string, readManifest: ReadManifest) {
    this.path = path;
    this.#readManifest = readManifest;
  }

  get content(): Content {
    return this.#content;
  }

  get holding(): Holding {
    return this.#holding;
  }

  /** Reads the file anew unless it still has the stamp it had; where it cannot be read, what is held stays. */
  async read(stamp: string, timely: Timely): Promise<void> {
    if (stamp !== this.#stamp) {
      this.#stamp = undefined;
      try {
        this.#manifest = this.#readManifest(await readFile(this.path, 'utf8'), this.#manifest);
        this.#content = contentOf(this.path, this.#manifest);
        this.#stamp = stamp;
      } catch (error) {
        const code = codeOf(error);
        if (code === 'ENOENT') return this.deleted(timely);
        this.#content = unreadableContent(this.path, code);
      }
    }
    this.#carryOver(timely);
  }

  /** The file is not in its folder any more. */
  deleted(timely: Timely): void {
    this.#stamp = undefined;
    this.#manifest = undefined;
    this.#content = emptyContent;
    this.#carryOver(timely);
  }

  /** Reads again next time, even if the stamp is the same: file systems count time in steps. */
  doubt(): void {
    this.#stamp = undefined;
  }

  #carryOver(timely: Timely): void {
    const objects = new Map([...this.#content.objects].map(([key, { object }]) => [key, object]));
    const uncertain = (key: string): boolean => this.#content.uncertain(key);
    this.#holding = carryOver(this.#holding, { ...timely, objects, uncertain });
  }
}
