// The ways to look at an issue, and how an address says which: `/issues/<file>/<view>?width=390&scheme=dark`. What is
// not asked for is as most readers have it.

export const VIEWS = ['page', 'mail', 'text', 'feed', 'inbox', 'size'] as const;
export type View = (typeof VIEWS)[number];

/** Each setting with its values; the first is what holds when the address says nothing. */
const SETTINGS = {
  width: ['wide', '390'],
  scheme: ['light', 'dark'],
  images: ['shown', 'blocked'],
  styles: ['kept', 'stripped'],
} as const;

type SettingName = keyof typeof SETTINGS;
export type ViewSettings = { readonly [Name in SettingName]: (typeof SETTINGS)[Name][number] };

/** What can be set where. */
const SETTINGS_OF: Readonly<Record<View, readonly SettingName[]>> = {
  page: ['width', 'scheme', 'images'],
  mail: ['width', 'scheme', 'images', 'styles'],
  text: ['width', 'scheme'],
  feed: ['width', 'scheme', 'images'],
  inbox: [],
  size: [],
};

const SETTING_NAMES: readonly SettingName[] = ['width', 'scheme', 'images', 'styles'];

export function viewNamed(name: string): View | undefined {
  return VIEWS.find((view) => view === name);
}

/** `query` gives the value of a name in the address. */
export function viewSettings(query: (name: string) => string | undefined): ViewSettings {
  const chosen = SETTING_NAMES.map((name) => [
    name,
    SETTINGS[name].find((value) => value === query(name)) ?? SETTINGS[name][0],
  ]);
  // Each name of the table has one of its values.
  return Object.fromEntries(chosen) as ViewSettings;
}

/** `?width=390`, or nothing when all is as usual. */
export function settingsQuery(settings: ViewSettings): string {
  const unusual = SETTING_NAMES.filter((name) => settings[name] !== SETTINGS[name][0]);
  return unusual.length === 0 ? '' : `?${unusual.map((name) => `${name}=${settings[name]}`).join('&')}`;
}

export interface SettingChoice {
  readonly name: string;
  readonly values: readonly { readonly name: string; readonly query: string; readonly is_current: boolean }[];
}

/** What can be chosen for a view, with the query that chooses it. */
export function settingChoices(view: View, settings: ViewSettings): readonly SettingChoice[] {
  return SETTINGS_OF[view].map((name) => ({
    name,
    values: SETTINGS[name].map((value) => ({
      name: value,
      query: settingsQuery({ ...settings, [name]: value }) || '?',
      is_current: settings[name] === value,
    })),
  }));
}
