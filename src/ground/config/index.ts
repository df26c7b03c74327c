// Every setting of the program, once: its type, its default and what it means. docs/settings.md is written from here.
// A secret may be given as a file: SMTP_URL_FILE=/run/secrets/smtp. A wrong value stops the start with one sentence.
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const flag = z.enum(['on', 'off']).transform((v) => v === 'on');
const port = z.coerce.number().int().min(0).max(65535);

export const SETTINGS = {
  PORT: { shape: port.default(3000), about: 'Port of the web server; 0 takes a free one.' },
  HOST: { shape: z.string().default('0.0.0.0'), about: 'Address to listen on.' },
  BASE_URL: { shape: z.url({ protocol: /^https?$/ }).optional(), about: 'Address under which people reach the city, without a slash at the end; default http://localhost:PORT. With https, cookies are marked secure.' },
  DATA_DIR: { shape: z.string().min(1).default('data'), about: 'Folder for photos, other files and the embedded database.' },
  DATABASE_URL: { shape: z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres://').optional(), about: 'PostgreSQL 15 or later with PostGIS. Without it the embedded database in DATA_DIR is used.' },
  POOL_SIZE: { shape: z.coerce.number().int().min(1).max(100).default(8), about: 'Connections to the database of one process.' },
  ROLE: { shape: z.enum(['all', 'web', 'worker']).default('all'), about: 'What this process does: everything, requests only, or jobs and listeners only.' },
  LOG: { shape: z.enum(['quiet', 'lines', 'json']).default('lines'), about: 'Log of requests: none, readable lines or JSON. Addresses of receipts and queries never appear.' },
  SMTP_URL: { shape: z.string().regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://').optional(), about: 'Mail server. Without it letters are written to DATA_DIR/outgoing-mail.' },
  MAIL_FROM: { shape: z.string().min(3).default('city@localhost'), about: 'Sender of letters.' },
  TRUST_PROXY: { shape: flag.default(false), about: 'on: the last entry of X-Forwarded-For is the visitor (behind your own proxy only).' },
  UPLOAD_MB: { shape: z.coerce.number().min(1).max(200).default(20), about: 'Largest photo in megabytes.' },
  WRITES_PER_MINUTE: { shape: z.coerce.number().int().min(1).default(60), about: 'Forms and API writes allowed from one address in a minute without an API key.' },
  KEY_WRITES_PER_MINUTE: { shape: z.coerce.number().int().min(1).default(6000), about: 'API writes allowed with one key in a minute.' },
  SIGN_INS_PER_HOUR: { shape: z.coerce.number().int().min(1).default(30), about: 'Failed sign-ins allowed for one address or one account in an hour.' },
  STA_OPEN_WRITE: { shape: flag.default(false), about: 'on: anybody writes to the sensors (SensorThings) without a key and without a limit. For conformance suites on an empty city (`start --empty`), never for one that runs.' },
  METRICS_TOKEN: { shape: z.string().min(16, 'must have at least 16 characters').optional(), about: 'Opens /metrics to whoever sends this as the password of basic authentication; without it the address does not exist.' },
  MQTT_PORT: { shape: port.optional(), about: 'Port of the broker inside for sensors and subscribers (1883 as a rule; 8883 with a certificate); 0 takes a free one. Without it the door is closed.' },
  MQTT_CERT: { shape: z.string().min(1).optional(), about: 'File with the certificate (PEM) of the broker inside; with MQTT_KEY the port speaks TLS and nothing else.' },
  MQTT_KEY: { shape: z.string().min(1).optional(), about: 'File with the private key (PEM) that belongs to MQTT_CERT.' },
  MQTT_URL: { shape: z.string().regex(/^(mqtts?|wss?):\/\//, 'must begin with mqtt:// or mqtts://').optional(), about: 'A broker outside that sensors and subscribers use; the city reads and publishes there as one of its clients. Name and password stand in the address.' },
  SIP_PORT: { shape: port.optional(), about: 'UDP port for GB/T 28181 devices (5060 as a rule); 0 takes a free one. The door stays closed without it and SIP_PASSWORD.' },
  SIP_DOMAIN: { shape: z.string().regex(/^[0-9A-Za-z.-]{1,64}$/).default('3402000000'), about: 'GB/T 28181 domain: the realm of registration, the first ten digits of the server code.' },
  SIP_ID: { shape: z.string().regex(/^\d{20}$/, 'has 20 digits').default('34020000002000000001'), about: 'The 20-digit GB/T 28181 code of this server.' },
  SIP_PASSWORD: { shape: z.string().min(8, 'must have at least 8 characters').optional(), about: 'What GB/T 28181 devices register with.' },
  CAMERA_SECRET: { shape: z.string().min(16, 'must have at least 16 characters').optional(), about: 'Video platforms must sign their events with this (HMAC-SHA256 of the body). Without it an API key is enough.' },
  SESSION_DAYS: { shape: z.coerce.number().min(0.01).max(365).default(30), about: 'How long a resident stays signed in; desks stay 12 hours.' },
} as const;

type Name = keyof typeof SETTINGS;
export type Config = { readonly [K in Name]: z.output<(typeof SETTINGS)[K]['shape']> };

/** One clear sentence for the operator. */
export class SettingError extends Error { override name = 'SettingError'; }

/** Reads settings from an environment; throws SettingError naming the setting, what is wrong and what it is for. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const entries = (Object.keys(SETTINGS) as Name[]).map((name) => {
    const setting = SETTINGS[name];
    const parsed = setting.shape.safeParse(valueOf(env, name));
    if (!parsed.success) throw new SettingError(`${name} is wrong: ${parsed.error.issues[0]?.message ?? 'not understood'}. ${setting.about}`);
    return [name, parsed.data] as const;
  });
  return Object.fromEntries(entries) as Config;
}

function valueOf(env: Record<string, string | undefined>, name: string): string | undefined {
  const file = env[`${name}_FILE`];
  if (file && env[name] === undefined) {
    try {
      return readFileSync(file, 'utf8').trim();
    } catch (error) {
      throw new SettingError(`${name}_FILE cannot be read: ${(error as Error).message}`);
    }
  }
  return env[name] === '' ? undefined : env[name];
}

/** docs/settings.md, generated. */
export function settingsPage(): string {
  const rows = (Object.keys(SETTINGS) as Name[]).map((name) => {
    const standard = SETTINGS[name].shape.safeParse(undefined);
    return `| \`${name}\` | ${standard.success && standard.data !== undefined ? `\`${standard.data === false ? 'off' : String(standard.data)}\`` : ''} | ${SETTINGS[name].about} |`;
  });
  return ['# Settings', '', 'Environment variables. Any of them may be given as a file instead: `NAME_FILE=/path`.', '', '| name | default | meaning |', '|---|---|---|', ...rows, ''].join('\n');
}
