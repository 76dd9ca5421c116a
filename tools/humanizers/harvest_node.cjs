// Prints what the humanizers on npm print: one JSON object a line, {lib, option, locale, texts: [[lo, hi, text], ...]},
// whole seconds of age, both ends included. Run by harvest.py in the folder where the packages are installed:
//     TZ=UTC node harvest_node.cjs SETTINGS.json [LIB...]
// SETTINGS.json holds the instants to count back from (seconds since 1970) and the grid of ages to look at.
'use strict';
const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');
const { pathToFileURL } = require('url');

const settings = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const wanted = new Set(process.argv.slice(3));
const NOW = settings.now * 1000;
const LATER = settings.later * 1000; // a second instant, for what the civil month moves
const GRID = settings.grid;
const DAY = 86400;
const here = createRequire(path.join(process.cwd(), 'index.js'));
const modules = path.join(process.cwd(), 'node_modules');
const versionOf = (name) => JSON.parse(fs.readFileSync(path.join(modules, name, 'package.json'), 'utf8')).version;

// ---- the ages between which a text changes ---------------------------------------------------------------------------

function lastBefore(print, low, high) {
  const text = print(low);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (print(middle) === text) low = middle; else high = middle;
  }
  return low;
}

function stretches(print) {
  const found = [];
  let start = GRID[0];
  for (let i = 1; i < GRID.length; i += 1) {
    let from = GRID[i - 1];
    while (print(from) !== print(GRID[i])) {
      const last = lastBefore(print, from, GRID[i]);
      found.push([start, last, print(start)]);
      start = from = last + 1;
    }
  }
  found.push([start, GRID[GRID.length - 1], print(start)]);
  return found;
}

// The same stretches in another locale, if its text is constant within each of them.
function retold(known, print) {
  const told = [];
  for (const [low, high] of known) {
    const text = print(low);
    if (print(high) !== text || print(Math.floor((low + high) / 2)) !== text) return stretches(print);
    const previous = told[told.length - 1];
    if (previous && previous[2] === text) previous[1] = high; else told.push([low, high, text]);
  }
  return told;
}

function write(lib, option, locale, texts, extra = {}) {
  const told = texts.filter(([, , text]) => text);
  if (told.length) fs.writeSync(1, `${JSON.stringify({ lib, option, locale, texts: told, ...extra })}\n`);
}

// `printer(locale)` answers a function from age to text. A locale that fails is named and left out.
function harvest(lib, option, locales, printer, extra = {}) {
  let known = null;
  for (const locale of locales) {
    try {
      const print = printer(locale);
      const texts = known ? retold(known, print) : stretches(print);
      known = known || texts;
      write(lib, option, locale, texts, extra);
    } catch (error) {
      process.stderr.write(`${lib}/${option} ${locale}: ${error.message}\n`);
    }
  }
}

// Texts with a clock time change each minute: one minute of each hour of the last six days shows them all, seen from the
// instant itself and from the end of its day.
function harvestClocks(lib, option, locales, printer) {
  const evening = NOW + (DAY - 60 - (NOW / 1000) % DAY) * 1000;
  for (const now of [NOW, evening]) {
    for (const locale of locales) {
      try {
        const print = printer(locale, now);
        const texts = [];
        for (let hour = 0; hour < 6 * 24; hour += 1) {
          const start = Math.floor(now / 3600000) * 3600 - hour * 3600 + ((hour * 7 + 11) % 60) * 60;
          const oldest = now / 1000 - start;
          if (oldest - 59 >= 0) texts.push([oldest - 59, oldest, print(oldest - 30)]);
        }
        write(lib, option, locale, texts, { now: now / 1000 });
      } catch (error) {
        process.stderr.write(`${lib}/${option} ${locale}: ${error.message}\n`);
      }
    }
  }
}

// ---- locales ----------------------------------------------------------------------------------------------------------

const UNITS = ['second', 'minute', 'hour', 'day', 'week', 'month', 'year'];

function fingerprint(locale) {
  const told = [];
  for (const style of ['long', 'short', 'narrow']) {
    for (const numeric of ['always', 'auto']) {
      const format = new Intl.RelativeTimeFormat(locale, { style, numeric });
      for (const unit of UNITS) for (const n of [0, 1, 2, 3, 5, 11, 21]) told.push(format.format(-n, unit));
    }
  }
  return told.join('|');
}

// All locales of this node's CLDR whose relative times differ from every shorter tag of the same language.
function intlLocales() {
  const seen = new Set();
  const english = fingerprint('en');
  return settings.locales.filter((tag) => {
    let own;
    try { own = new Intl.RelativeTimeFormat(tag).resolvedOptions().locale; } catch { return false; }
    if (own.toLowerCase() !== tag.toLowerCase()) return false;
    const print = fingerprint(tag);
    const language = tag.split('-')[0];
    if ((print === english && language !== 'en') || seen.has(language + print)) return false;
    seen.add(language + print);
    return true;
  });
}

const scripts = (folder, suffix) => fs.readdirSync(path.join(modules, folder))
  .filter((name) => name.endsWith(suffix) && !name.startsWith('_'))
  .map((name) => name.slice(0, -suffix.length));

// ---- how pages commonly choose a unit for Intl.RelativeTimeFormat -------------------------------------------------

const STEPS = [[60, 'second'], [60, 'minute'], [24, 'hour'], [7, 'day'], [4.34524, 'week'], [12, 'month'], [Infinity, 'year']];

function rounded(age) {
  let rest = -age;
  for (const [size, unit] of STEPS) {
    if (Math.abs(rest) < size) return [Math.round(rest), unit];
    rest /= size;
  }
  return [Math.round(rest), 'year'];
}

const LENGTHS = [['year', 365 * DAY], ['month', (365 * DAY) / 12], ['day', DAY], ['hour', 3600], ['minute', 60], ['second', 1]];

function floored(age) {
  const [unit, length] = LENGTHS.find(([, seconds]) => age >= seconds) || LENGTHS[5];
  return [-Math.floor(age / length), unit];
}

// ---- the libraries ----------------------------------------------------------------------------------------------------

const LIBRARIES = {
  moment() {
    const moment = here('moment');
    const locales = ['en', ...scripts('moment/locale', '.js')];
    for (const locale of locales.slice(1)) here(`moment/locale/${locale}`);
    const from = (locale) => {
      const now = moment.utc(NOW).locale(locale);
      return (age) => moment.utc(NOW - age * 1000).locale(locale).from(now);
    };
    harvest('moment', 'fromNow', locales, from);
    moment.relativeTimeThreshold('d', 7);
    moment.relativeTimeThreshold('w', 4);
    harvest('moment', 'fromNow_weeks', locales, from);
    moment.relativeTimeThreshold('d', 26);
    moment.relativeTimeThreshold('w', null);
    moment.relativeTimeRounding(Math.floor);
    harvest('moment', 'fromNow_floor', locales, from);
    moment.relativeTimeRounding(Math.round);
    harvestClocks('moment', 'calendar', locales, (locale, instant) => {
      const now = moment.utc(instant).locale(locale);
      return (age) => moment.utc(instant - age * 1000).locale(locale).calendar(now);
    });
  },
  dayjs(option = 'fromNow', config = undefined) {
    const dayjs = here('dayjs');
    dayjs.extend(here('dayjs/plugin/utc'));
    const relativeTime = here('dayjs/plugin/relativeTime');
    relativeTime.$i = false; // else the second configuration of one process is not taken
    dayjs.extend(relativeTime, config);
    const locales = scripts('dayjs/locale', '.js');
    for (const locale of locales) here(`dayjs/locale/${locale}`);
    harvest('dayjs', option, ['en', ...locales.filter((l) => l !== 'en')], (locale) => {
      const now = dayjs.utc(NOW).locale(locale);
      return (age) => dayjs.utc(NOW - age * 1000).locale(locale).from(now);
    });
  },
  dayjs_floor() {
    const step = (l, r, d) => ({ l, ...(r && { r }), ...(d && { d }) });
    const thresholds = [step('s', 1), step('m', 1), step('mm', 59, 'minute'), step('h', 1), step('hh', 23, 'hour'), step('d', 1),
      step('dd', 29, 'day'), step('M', 1), step('MM', 11, 'month'), step('y', 1), step('yy', 0, 'year')];
    LIBRARIES.dayjs('fromNow_strict_floor', { rounding: Math.floor, thresholds });
  },
  datefns() {
    const { formatDistance, formatDistanceStrict, formatRelative } = here('date-fns');
    const locales = {};
    for (const tag of scripts('date-fns/locale', '.cjs')) {
      const found = Object.values(here(`./node_modules/date-fns/locale/${tag}.cjs`)).find((value) => value && value.formatDistance);
      if (found) locales[tag] = found;
    }
    const tags = ['en-US', ...Object.keys(locales).filter((tag) => tag !== 'en-US')];
    const with_ = (print, options) => (tag, now = NOW) => (age) => print(new Date(now - age * 1000), new Date(now), { locale: locales[tag], addSuffix: true, ...options });
    harvest('date-fns', 'formatDistance', tags, with_(formatDistance));
    harvest('date-fns', 'formatDistanceStrict', tags, with_(formatDistanceStrict));
    harvest('date-fns', 'formatDistanceStrict_floor', tags, with_(formatDistanceStrict, { roundingMethod: 'floor' }));
    harvestClocks('date-fns', 'formatRelative', tags, with_(formatRelative));
  },
  timeagojs() {
    const timeago = here('timeago.js');
    const tags = scripts('timeago.js/lib/lang', '.js').filter((tag) => tag !== 'index');
    for (const tag of tags) timeago.register(tag, here(`timeago.js/lib/lang/${tag}`).default);
    for (const tag of tags) harvest('timeago.js', 'format', [tag], () => (age) => timeago.format(NOW - age * 1000, tag, { relativeDate: NOW }));
  },
  async jsta() {
    const TimeAgo = (await import(pathToFileURL(here.resolve('javascript-time-ago')))).default;
    const Class = TimeAgo.default || TimeAgo;
    const tags = scripts('javascript-time-ago/locale', '.json').filter((tag) => !/-([A-Z]{2}|\d{3})$/.test(tag) || ['pt-PT', 'es-MX', 'fr-CA', 'en-GB'].includes(tag));
    for (const tag of tags) Class.addLocale(JSON.parse(fs.readFileSync(path.join(modules, 'javascript-time-ago/locale', `${tag}.json`), 'utf8')));
    Class.setDefaultLocale('en');
    for (const style of ['round-minute', 'round', 'approximate', 'twitter', 'mini-minute-now']) {
      harvest('javascript-time-ago', style, ['en', ...tags.filter((tag) => tag !== 'en')], (tag) => {
        const format = new Class(tag);
        return (age) => format.format(new Date(NOW - age * 1000), style, { now: NOW });
      });
    }
  },
  luxon() {
    const { DateTime, Settings } = here('luxon');
    Settings.defaultZone = 'utc';
    const locales = intlLocales();
    const relative = (options, now = NOW) => (locale) => {
      const base = DateTime.fromMillis(now);
      return (age) => DateTime.fromMillis(now - age * 1000).toRelative({ base, locale, ...options });
    };
    harvest('luxon', 'toRelative', locales, relative({}));
    harvest('luxon', 'toRelative_short', locales, relative({ style: 'short' }));
    harvest('luxon', 'toRelative_weeks', locales, relative({ unit: ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds'] }));
    for (const now of [NOW, LATER]) {
      harvest('luxon', 'toRelativeCalendar', locales, (locale) => {
        const base = DateTime.fromMillis(now);
        return (age) => DateTime.fromMillis(now - age * 1000).toRelativeCalendar({ base, locale });
      }, { now: now / 1000 });
    }
  },
  intl() {
    const locales = intlLocales();
    for (const [name, choose] of [['round', rounded], ['floor', floored]]) {
      const known = stretches((age) => choose(age).join(' '));
      for (const style of ['long', 'short', 'narrow']) {
        for (const numeric of ['always', 'auto']) {
          for (const locale of locales) {
            const format = new Intl.RelativeTimeFormat(locale, { style, numeric });
            write('Intl', `${name}_${numeric}_${style}`, locale, retold(known, (age) => format.format(...choose(age))));
          }
        }
      }
    }
  },
  async github() {
    const file = path.join(modules, '@github/relative-time-element/dist/duration.js');
    const { Duration, elapsedTime, getRelativeTimeUnit, roundToSingleUnit } = await import(pathToFileURL(file));
    const realNow = Date.now;
    Date.now = () => NOW;
    const relativeTo = new Date(NOW);
    const choose = (age) => getRelativeTimeUnit(elapsedTime(new Date(NOW - age * 1000), 'second', NOW), { relativeTo });
    const known = stretches((age) => choose(age).join(' '));
    const locales = intlLocales();
    for (const style of ['long', 'short', 'narrow']) {
      for (const locale of locales) {
        const format = new Intl.RelativeTimeFormat(locale, { style, numeric: 'auto' });
        write('gh-relative-time', style, locale, retold(known, (age) => {
          const [n, unit] = choose(age);
          return unit === 'second' && n < 10 ? format.format(0, 'second') : format.format(n, unit);
        }));
      }
    }
    const micro = (age) => {
      const single = roundToSingleUnit(elapsedTime(new Date(NOW - age * 1000), 'second', NOW), { relativeTo });
      return single.blank || (!single.minutes && single.seconds) ? new Duration(0, 0, 0, 0, 0, 1) : single.abs();
    };
    harvest('gh-relative-time', 'micro', locales, (locale) => (age) => micro(age).toLocaleString(locale, { style: 'narrow' }));
    Date.now = realNow;
  },
  jquery() { // no DOM here: the plugin's own thresholds (version 1.6) over its own strings
    const folder = path.join(modules, 'timeago');
    const strings = {};
    const english = { prefixAgo: null, suffixAgo: 'ago', seconds: 'less than a minute', minute: 'about a minute', minutes: '%d minutes', hour: 'about an hour', hours: 'about %d hours', day: 'a day', days: '%d days', month: 'about a month', months: '%d months', year: 'about a year', years: '%d years' };
    for (const name of fs.readdirSync(path.join(folder, 'locales'))) {
      const tag = name.replace(/^jquery\.timeago\.|\.js$/g, '');
      const jQuery = { timeago: { settings: { strings: { ...english } } } };
      try {
        const module_ = { exports: {} };
        Function('module', 'exports', 'require', 'jQuery', 'define', fs.readFileSync(path.join(folder, 'locales', name), 'utf8'))(module_, module_.exports, () => jQuery, jQuery, undefined);
        if (typeof module_.exports === 'function') module_.exports(jQuery);
        strings[tag] = { ...english, ...jQuery.timeago.settings.strings };
      } catch (error) { process.stderr.write(`timeago ${tag}: ${error.message}\n`); }
    }
    const words = (told, age) => {
      const [m, h, d, y] = [age / 60, age / 3600, age / DAY, age / DAY / 365];
      const pick = (key, n) => { const value = told[key]; const text = typeof value === 'function' ? value(n, age * 1000) : value;
        return text.replace(/%d/i, (told.numbers && told.numbers[n]) || n); };
      const said = age < 45 ? pick('seconds', Math.round(age)) : age < 90 ? pick('minute', 1) : m < 45 ? pick('minutes', Math.round(m))
        : m < 90 ? pick('hour', 1) : h < 24 ? pick('hours', Math.round(h)) : h < 42 ? pick('day', 1) : d < 30 ? pick('days', Math.round(d))
          : d < 45 ? pick('month', 1) : d < 365 ? pick('months', Math.round(d / 30)) : y < 1.5 ? pick('year', 1) : pick('years', Math.round(y));
      const separator = told.wordSeparator === undefined ? ' ' : told.wordSeparator;
      const suffix = typeof told.suffixAgo === 'function' ? told.suffixAgo(age * 1000) : told.suffixAgo;
      const prefix = typeof told.prefixAgo === 'function' ? told.prefixAgo(age * 1000) : told.prefixAgo;
      return [prefix || '', said, suffix || ''].join(separator).trim();
    };
    harvest('timeago', 'jquery', ['en', ...Object.keys(strings).filter((tag) => tag !== 'en')], (tag) => (age) => words(strings[tag] || english, age));
  },
  formatjs() { // selectUnit, as FormattedRelativeTime's users call it
    const { selectUnit } = here('@formatjs/intl-utils');
    const choose = (age) => { const { value, unit } = selectUnit(NOW - age * 1000, NOW); return [value, unit]; };
    const known = stretches((age) => choose(age).join(' '));
    for (const locale of intlLocales()) {
      const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
      write('formatjs', 'selectUnit', locale, retold(known, (age) => format.format(...choose(age))));
    }
  },
  english() {
    const ago = here('s-ago');
    const realNow = Date;
    const relative = here('tiny-relative-date');
    harvest('tiny-relative-date', 'default', ['en'], () => (age) => (relative.default || relative)(new Date(NOW - age * 1000), new Date(NOW)));
    global.Date = class extends realNow { constructor(...args) { super(...(args.length ? args : [NOW])); } static now() { return NOW; } };
    harvest('s-ago', 'ago', ['en'], () => (age) => (ago.default || ago)(new realNow(NOW - age * 1000)));
    global.Date = realNow;
  },
  async react() {
    const { default: format } = await import(pathToFileURL(path.join(modules, 'react-timeago/es6/defaultFormatter.js'))).catch(() => here('react-timeago/lib/defaultFormatter'));
    const { default: build } = await import(pathToFileURL(path.join(modules, 'react-timeago/es6/formatters/buildFormatter.js'))).catch(() => here('react-timeago/lib/formatters/buildFormatter'));
    const pick = (age) => {
      const rounds = [[60, 1, 'second'], [3600, 60, 'minute'], [DAY, 3600, 'hour'], [7 * DAY, DAY, 'day'], [30 * DAY, 7 * DAY, 'week'], [365 * DAY, 30 * DAY, 'month'], [Infinity, 365 * DAY, 'year']];
      const [, size, unit] = rounds.find(([limit]) => age < limit);
      return [Math.round(age / size), unit];
    };
    const texts = (made) => (age) => { const said = made(...pick(age), 'ago', NOW - age * 1000, undefined, () => NOW); return Array.isArray(said) ? said.join('') : String(said); };
    harvest('react-timeago', 'default', ['en'], () => texts(format.default || format));
    const folder = ['lib/language-strings', 'es6/language-strings'].find((f) => fs.existsSync(path.join(modules, 'react-timeago', f)));
    for (const tag of folder ? scripts(`react-timeago/${folder}`, '.js') : []) {
      if (tag === 'index') continue;
      const strings = await import(pathToFileURL(path.join(modules, 'react-timeago', folder, `${tag}.js`)));
      const made = (build.default || build)((strings.default && strings.default.default) || strings.default);
      harvest('react-timeago', 'strings', [tag], () => texts(made));
    }
  },
};

async function main() {
  const packages = ['moment', 'dayjs', 'date-fns', 'timeago.js', 'luxon', 'javascript-time-ago', '@github/relative-time-element', 'timeago', 'react-timeago', '@formatjs/intl-utils', 's-ago', 'tiny-relative-date'];
  fs.writeSync(1, `${JSON.stringify({ versions: { ...Object.fromEntries(packages.map((name) => [name, versionOf(name)])), node: process.versions.node, 'CLDR (node)': process.versions.cldr } })}\n`);
  for (const [name, run] of Object.entries(LIBRARIES)) {
    if (!wanted.size || wanted.has(name)) await run();
  }
}

main();
