// Getting sensors in: controlled lists, things and values from tables, and the invented ones of a demo city. What the room shows of it.
export { provision, tryProvisioning } from './provision.ts';
export { readThings } from './reading.ts';
export { tellSimulated, writeSimulatedPast, demoJob } from './demo.ts';
