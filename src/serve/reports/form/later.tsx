// Reports that wait for the network: counted, sent when it is back, and told of.
import { useEffect, useState } from 'preact/hooks';
import type { Lang } from '#ground/i18n/index.ts';
import { Notice } from '#ground/pages/parts.tsx';
import { f } from '../form-messages.ts';
import { waiting } from './keeping.ts';
import { flush, type Flushed } from './sending.ts';

const AGAIN_MS = 15_000;

/** `turn` changes when something was put into the queue. */
export function SentLater({ lang, turn }: { lang: Lang; turn: number }) {
  const [left, setLeft] = useState(0);
  const [done, setDone] = useState<Flushed | undefined>(undefined);
  useEffect(() => {
    let gone = false;
    const attempt = async () => {
      if ((await waiting()).length === 0) return;
      const result = await flush(lang);
      if (gone) return;
      setLeft(result.left);
      if (result.sent.length || result.refused.length) setDone(result);
    };
    void waiting().then((all) => { if (!gone) setLeft(all.length); });
    void attempt();
    const timer = setInterval(() => void attempt(), AGAIN_MS);
    const online = () => void attempt();
    addEventListener('online', online);
    return () => { gone = true; clearInterval(timer); removeEventListener('online', online); };
  }, [turn]);
  return (
    <>
      {left > 0 && <Notice icon="offline" live title={f.offline(lang)}>{f.waiting(lang, { n: left })}</Notice>}
      {done?.sent.map((code) => <Notice key={code} tone="done" live title={f.sentLater(lang)}><a class="link" href={`/r/${code}`}>{f.seeIt(lang)} {code}</a></Notice>)}
      {done?.refused.map((refused, i) => <Notice key={i} tone="stop" icon="warn" live title={f.lost(lang, { why: [refused.title, ...Object.values(refused.fields)].join(' ') })} />)}
    </>
  );
}
