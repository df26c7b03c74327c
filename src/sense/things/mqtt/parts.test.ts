// The small parts of MQTT by themselves: lengths of packets, pace, what is acknowledged, what a topic means, and order in the stream.
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { message, publish, sizeGuard } from './frames.ts';
import { openOutlet } from './outlet.ts';
import { openPace } from './pace.ts';
import { pending } from './pending.ts';
import { compare, type Place } from './place.ts';
import { interestOf, pathOf } from './topics.ts';

const START: Place = { tx: '100', id: 0 };

test('packets that fit pass however they are cut; one that does not is noticed from its first bytes', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 8 }), fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 }), fc.boolean(), (sizes, cuts, tooLarge) => {
    const packets = sizes.map((size) => publish(message('t', Buffer.alloc(size))));
    const all = Buffer.concat([...packets, ...(tooLarge ? [publish(message('t', Buffer.alloc(5000))).subarray(0, 3)] : [])]);
    const fits = sizeGuard(() => 4000);
    let verdict = true;
    for (let at = 0, i = 0; at < all.length; i++) { const step = cuts[i % cuts.length] ?? 1; verdict = fits(all.subarray(at, at + step)) && verdict; at += step; }
    assert.equal(verdict, !tooLarge);
  }));
  assert.equal(sizeGuard(() => 4000)(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80, 0x01])), false, 'a length of more than four digits is none');
});

test('a PUBLISH has the bytes of the standard', () => {
  assert.deepEqual([...publish(message('a/b', Buffer.from('hi')))], [0x30, 7, 0, 3, 97, 47, 98, 104, 105]);
  assert.deepEqual([...publish(message('a', Buffer.from('x')), 0x0102)], [0x32, 6, 0, 1, 97, 1, 2, 120]);
  assert.deepEqual([...publish(message('a', Buffer.alloc(200))).subarray(0, 3)], [0x30, 0xcb, 0x01], 'lengths from 128 on take two digits');
});

test('pace: a minute\'s worth at once, then as it comes back; far ahead is refused; nobody pays for another', async () => {
  let now = 0;
  const pace = openPace(() => now);
  for (let i = 0; i < 600; i++) assert.equal(await pace.turn('a', 600), true);
  now = 100;
  assert.equal(await pace.turn('a', 600), true, 'a tenth of a second later there is one more');
  const many = Array.from({ length: 300 }, () => pace.turn('a', 600));
  assert.equal((await Promise.all(many.slice(-50))).every((yes) => !yes), true, 'more than 20 s ahead');
  assert.equal(await pace.turn('b', 600), true);
});

test('what is safe to forget: everything before the oldest message without an acknowledgement', () => {
  const kept = pending(START);
  const [a, b] = [{ tx: '101', id: 1 }, { tx: '102', id: 2 }];
  const [first, second] = [kept.add(START), kept.add(a)];
  kept.reached(b);
  assert.deepEqual(kept.safe(), START);
  second();
  assert.deepEqual(kept.safe(), START, 'a later one does not help');
  first();
  assert.deepEqual([kept.safe(), kept.size], [b, 0]);
});

test('places: transactions are numbers, however many digits; ids inside of one', () => {
  assert.ok(compare({ tx: '9', id: 5 }, { tx: '10', id: 1 }) < 0);
  assert.ok(compare({ tx: '18446744073709551614', id: 1 }, { tx: '18446744073709551615', id: 0 }) < 0);
  assert.ok(compare({ tx: '7', id: 2 }, { tx: '7', id: 1 }) > 0);
});

class Wire extends EventEmitter {
  readonly written: Buffer[] = [];
  writableLength = 0;
  bytesWritten = 0;
  write(bytes: Buffer): boolean { this.written.push(bytes); this.bytesWritten += bytes.length; return true; }
}

test('an outlet: a hundred on the wire, the rest waits; acknowledgements let it go on; QoS 0 is dropped where the wire takes nothing', async () => {
  const wire = new Wire();
  const outlet = openOutlet(wire as unknown as Socket, START);
  for (let i = 0; i < 1200; i++) outlet.send(message('t', Buffer.from('x')), 1, START);
  assert.deepEqual([wire.written.length, outlet.full, outlet.pending.size], [100, true, 1200]);
  let room = false;
  void outlet.room().then(() => { room = true; });
  for (let id = 1; id <= 1200; id++) outlet.acked(id);
  await Promise.resolve();
  assert.deepEqual([wire.written.length, outlet.full, outlet.pending.size, room], [1200, false, 0, true]);
  outlet.acked(77);
  wire.writableLength = 2_000_000;
  outlet.send(message('t', Buffer.from('x')), 0, START);
  assert.equal(outlet.dropped, 1);
});

test('an outlet is stuck when something waits and nothing moved since it was last asked', () => {
  const wire = new Wire();
  const outlet = openOutlet(wire as unknown as Socket, START);
  assert.equal(outlet.stuck(), false);
  assert.equal(outlet.stuck(), false, 'nothing to take is not stuck');
  outlet.send(message('t', Buffer.from('x')), 1, START);
  assert.deepEqual([outlet.stuck(), outlet.stuck()], [false, true]);
  outlet.acked(1);
  assert.equal(outlet.stuck(), false);
});

test('topics: paths behind the version; what a subscription wants is known without asking the database', () => {
  assert.deepEqual([pathOf('v1.1/Things(1)'), pathOf('v1.0/Things'), pathOf('v1.1/'), pathOf('/v1.1/Things'), pathOf(`v1.1/${'x'.repeat(2000)}`)], ['/Things(1)', undefined, undefined, undefined, undefined]);
  const of = (topic: string) => { const { set, one, stream, within, many, property } = interestOf(topic, 'all'); return [set, many, one, stream, within !== undefined, property?.of.name]; };
  assert.deepEqual(of('v1.1/Observations'), ['Observations', true, undefined, undefined, false, undefined]);
  assert.deepEqual(of('v1.1/Datastreams(7)/Observations'), ['Observations', true, undefined, 7, false, undefined]);
  assert.deepEqual(of('v1.1/Things(2)/name'), ['Things', false, 2, undefined, false, 'name']);
  assert.deepEqual(of('v1.1/Things(2)/Datastreams(7)/Observations'), ['Observations', true, undefined, undefined, true, undefined]);
  assert.deepEqual(of('v1.1/Datastreams(7)/Thing'), ['Things', false, undefined, undefined, true, undefined]);
  for (const wrong of ['v1.1/#', 'v1.1/+/Observations', 'v1.1/Things?$top=1', 'v1.1/Things?$select=nothing', 'v1.1/Things(1)/name/$value', 'v1.1/Nothing', 'x', 'v1.1/Things(1)/Observations']) assert.throws(() => interestOf(wrong, 'all'), wrong);
});
