// A burst of observations at the running product, and what its rules must make of them: reckoned here by the words of docs/rooms/rules.md, without the engine.
import { Agent, request } from 'node:http';

/** A value as it is sent: the n-th minute of its stream. */
export interface Told { readonly stream: number; readonly minute: number; readonly number: number }
export interface Burst { /** By id: everything that was acknowledged. */ readonly acknowledged: ReadonlyMap<number, Told>; /** Rows that were sent, whether or not an answer came. */ readonly sent: number; stop(): Promise<void> }

const ROWS = 50;
/** Dust that comes and goes: an hour of it, then two without, a little different in every stream. */
export const dustAt = (stream: number, minute: number): number => 60 + ((minute * 7 + stream * 13) % 40) + (Math.floor((minute + stream * 5) / 20) % 3 === 0 ? 90 + ((minute * 11 + stream) % 150) : 0);

/**
 * A sender for each stream, every other one with data arrays of 50 rows, the rest with single observations; each sends the next when it has the answer, all at once and
 * without a pause. So the values of a stream come in the order of their times, and the product always has more to do than it can. `started`: the moment of minute 0 (ms).
 */
export function burst(url: string, key: string, streams: readonly number[], started: number): Burst {
  const acknowledged = new Map<number, Told>();
  const agent = new Agent({ keepAlive: true, maxSockets: streams.length });
  let [sent, stopped] = [0, false];
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const timeOf = (minute: number) => new Date(started + minute * 60_000).toISOString();
  const post = (path: string, body: unknown): Promise<Answer> => new Promise((resolve, reject) => {
    const asking = request(`${url}/sta/v1.1${path}`, { method: 'POST', agent, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part)).on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, location: answer.headers.location ?? '', text: Buffer.concat(parts).toString() }));
    });
    asking.on('error', reject).end(JSON.stringify(body));
  });
  const idOf = (link: string): number => Number(/\((\d+)\)$/.exec(link)?.[1]);

  async function sender(stream: number, inArrays: boolean): Promise<void> {
    for (let minute = 0; !stopped; minute += inArrays ? ROWS : 1) {
      const told = Array.from({ length: inArrays ? ROWS : 1 }, (_, i): Told => ({ stream, minute: minute + i, number: dustAt(stream, minute + i) }));
      sent += told.length;
      const answer = await (inArrays
        ? post('/CreateObservations', [{ Datastream: { '@iot.id': stream }, components: ['phenomenonTime', 'result'], dataArray: told.map((one) => [timeOf(one.minute), one.number]) }])
        : post(`/Datastreams(${stream})/Observations`, { phenomenonTime: timeOf(minute), result: told[0]?.number })).catch(() => undefined);
      // The product was killed: what had no answer was not acknowledged.
      if (!answer) return;
      if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text.slice(0, 300)}`);
      const links = inArrays ? JSON.parse(answer.text) as string[] : [answer.location];
      links.forEach((link, i) => { const one = told[i]; if (one) acknowledged.set(idOf(link), one); });
    }
  }
  const senders = streams.map((stream, i) => sender(stream, i % 2 === 0));
  return { acknowledged, get sent() { return sent; }, stop: async () => { stopped = true; await Promise.all(senders); agent.destroy(); } };
}
interface Answer { readonly status: number; readonly location: string; readonly text: string }

/** "Above `limit` for so many minutes, back at `clear`": what is said of one stream and at which minute, given its values in the order of their times. */
export function impliedSteps(values: readonly { minute: number; number: number }[], { limit, clear, minutes }: { limit: number; clear: number; minutes: number }): string[] {
  const said: string[] = [];
  let past = false;
  let since = 0;
  let alarm: 'none' | 'on' | 'over' = 'none';
  for (const { minute, number } of values) {
    const now: boolean = number > limit || (past && number > clear);
    if (now && !past) since = minute;
    past = now;
    const met = past && minute - since >= minutes;
    if (met && alarm !== 'on') { said.push(`${alarm === 'none' ? 'raised' : 'returned'} ${minute}`); alarm = 'on'; }
    else if (!met && alarm === 'on') { said.push(`cleared ${minute}`); alarm = 'over'; }
  }
  return said;
}
