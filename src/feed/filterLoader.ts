import { BadFilter, loadFilters } from '../filter/index.ts';
import type { CompileFilter, EventFilter } from '../filter/index.ts';

/** Filters for a server, whose language is loaded when the first of them comes. */
export class FilterLoader {
  #loading: Promise<void> | undefined;
  #compile: CompileFilter | undefined;

  /** Whether filters can be compiled, or never will be. */
  get isReady(): boolean {
    return this.#compile !== undefined;
  }

  /** Resolves when it is ready. */
  load(): Promise<void> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  async #load(): Promise<void> {
    try {
      this.#compile = await loadFilters();
    } catch (error) {
      this.#compile = refuseAll;
      const text = 'subscribers ask for filters: run npm install @marcbachmann/cel-js';
      process.emitWarning(`${text} (${String(error)})`, { code: 'MILLRACE_PACKAGE_MISSING' });
    }
  }

  /** @throws BadFilter */
  compile(text: string): EventFilter {
    return (this.#compile ?? refuseAll)(text);
  }
}

function refuseAll(): never {
  throw new BadFilter('this server has no filters');
}
