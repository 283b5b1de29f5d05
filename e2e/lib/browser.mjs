// Debian's Chromium, quiet: it asks nobody anything by itself.
import fs from 'node:fs';
import {chromium} from 'playwright-core';

const CANDIDATES = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const SCREENS = {phone: {width: 390, height: 844}, tablet: {width: 768, height: 1024}, desktop: {width: 1440, height: 900}};
const LOCALES = {nl: 'nl-NL', en: 'en-GB'};

export function launch() {
  const executablePath = CANDIDATES.find((path) => path && fs.existsSync(path));
  if (!executablePath) throw new Error('no Chromium found; CHROMIUM names one');
  return chromium.launch({
    executablePath,
    args: [
      '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--disable-default-apps', '--disable-domain-reliability', '--force-color-profile=srgb', '--font-render-hinting=none',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
}

/** A browser of one person: own cookies, a language, a screen. Without JavaScript no script of the page arrives; the checks still need the engine. */
export async function person(browser, {language = 'nl', screen = 'desktop', scheme = 'light', javascript = true} = {}) {
  const context = await browser.newContext({
    locale: LOCALES[language],
    timezoneId: 'Europe/Amsterdam',
    viewport: SCREENS[screen],
    hasTouch: screen === 'phone',
    isMobile: screen === 'phone',
    colorScheme: scheme,
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  if (!javascript) {
    const isScript = (route) => route.request().resourceType() === 'script';
    await context.route('**/*', (route) => (isScript(route) ? route.fulfill({contentType: 'text/javascript', body: ''}) : route.continue()));
  }
  return context;
}
