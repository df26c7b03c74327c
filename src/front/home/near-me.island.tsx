// Asks where this device is and shows the page again for that place, rounded to about a hundred metres: nobody needs to know it better.
import { useState } from 'preact/hooks';
import { Icon } from '#ground/pages/icons.tsx';

export interface NearMeProps { readonly href: string; readonly words: { ask: string; busy: string; denied: string } }

export default function NearMe({ href, words }: NearMeProps) {
  const [state, setState] = useState<'rest' | 'busy' | 'denied'>('rest');
  const ask = () => {
    setState('busy');
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      const url = new URL(href, location.href);
      url.searchParams.set('near', `${coords.longitude.toFixed(3)},${coords.latitude.toFixed(3)}`);
      location.assign(url);
    }, () => setState('denied'), { timeout: 10_000, maximumAge: 300_000 });
  };
  if (state === 'denied') return <span class="meta" role="status">{words.denied}</span>;
  return <button class="link meta row" type="button" onClick={ask} aria-busy={state === 'busy'}><Icon name="locate" size="xs" />{state === 'busy' ? words.busy : words.ask}</button>;
}
