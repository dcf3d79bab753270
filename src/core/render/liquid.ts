// Liquid for everything that owners may change: pages and letters. A template sees the values it is given and nothing
// else: no files, no clock, no chance, no prototypes; every value is escaped unless the template says `raw`.
// The same templates and values give the same text, always.
import { Liquid } from 'liquidjs';
import { AppError } from '../../errors.ts';

/** Templates by file name (`issue.liquid`); `render` and `include` find each other by it. */
export type Templates = Readonly<Record<string, string>>;

export interface LiquidEngine {
  /** Renders the template of this name. Throws AppError TEMPLATE_INVALID, which names template, line and column. */
  readonly render: (name: string, values: Readonly<Record<string, unknown>>) => string;
}

export interface LiquidEngineOptions {
  /** `square` reads `[[ value ]]` and `[% tag %]` and leaves `{{ }}` and `{% %}` alone, for a text rendered twice. */
  readonly delimiters?: 'curly' | 'square';
}

/** Longest template in characters: far above any letter, far below what would stall a build. */
const PARSE_LIMIT_CHARS = 2_000_000;
/** Nodes rendered in one page: an index of ten thousand issues stays below it, an endless loop does not. */
const NODE_LIMIT = 1_000_000;
/** Values made while one page is rendered, in the library's own unit (about a character or an item). */
const MEMORY_LIMIT = 10_000_000;
/** They read the clock, the machine's time zone or chance: dates reach templates as finished texts instead. */
const IMPURE_FILTERS = [
  'date',
  'date_to_xmlschema',
  'date_to_rfc822',
  'date_to_string',
  'date_to_long_string',
  'sample',
] as const;

const SQUARE = {
  outputDelimiterLeft: '[[',
  outputDelimiterRight: ']]',
  tagDelimiterLeft: '[%',
  tagDelimiterRight: '%]',
} as const;

/** An engine over these templates. One object of templates is parsed once: engines are kept as long as it lives. */
export function liquidEngine(templates: Templates, options: LiquidEngineOptions = {}): LiquidEngine {
  const engines = options.delimiters === 'square' ? squareEngines : curlyEngines;
  const known = engines.get(templates);
  if (known) return known;
  const engine = newEngine(templates, options);
  engines.set(templates, engine);
  return engine;
}

const curlyEngines = new WeakMap<Templates, LiquidEngine>();
const squareEngines = new WeakMap<Templates, LiquidEngine>();

function newEngine(templates: Templates, options: LiquidEngineOptions): LiquidEngine {
  const liquid = new Liquid({
    templates: { ...templates },
    cache: true,
    outputEscape: 'escape',
    strictFilters: true,
    strictVariables: true,
    // `{% if theme.logo %}` asks whether there is one: that must not be a failure.
    lenientIf: true,
    ownPropertyOnly: true,
    parseLimit: PARSE_LIMIT_CHARS,
    memoryLimit: MEMORY_LIMIT,
    ...(options.delimiters === 'square' && SQUARE),
  });
  for (const filter of IMPURE_FILTERS) delete liquid.filters[filter];
  return {
    render(name, values) {
      try {
        // With `sync` the library gives a string or throws; its type says `any`.
        return String(liquid.renderFileSync(name, values, { sync: true, templateLimit: NODE_LIMIT }));
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        const message = `The template ${name} (or a part that it renders) cannot be used: ${reason}. See docs/templates.md.`;
        throw new AppError('TEMPLATE_INVALID', message, { cause });
      }
    },
  };
}
