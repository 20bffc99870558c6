import { limitFault } from './fault.ts';

/** Far beyond any list of names, far below what slows others down. */
const MAX_WORK = 25_000;
const MAX_TEXT = 64 * 1024;
const MAX_INVOCATIONS = 50;
/** Characters that count as one step of work. */
const CHARACTERS_PER_STEP = 32;

/** What one execution may still do. Exceeding it is a `TemplateFault`. */
export class Budget {
  #work = MAX_WORK;
  #invocations = 0;

  step(): void {
    this.#work -= 1;
    if (this.#work < 0) throw limitFault('it does not come to an end in reasonable time');
  }

  /** Work in proportion to the text that is read or written. */
  read(characters: number): void {
    this.#work -= Math.ceil(characters / CHARACTERS_PER_STEP);
    this.step();
  }

  /** A text that is about to be made, or added to one. */
  write(characters: number, before = 0): void {
    if (before + characters > MAX_TEXT)
      throw limitFault(`it makes a text of more than ${MAX_TEXT} characters`);
    this.read(characters);
  }

  /** Runs a template within a template. */
  invocation(run: () => void): void {
    if (this.#invocations >= MAX_INVOCATIONS) {
      throw limitFault(`more than ${MAX_INVOCATIONS} templates invoke each other`);
    }
    this.#invocations += 1;
    run();
    this.#invocations -= 1;
  }
}
