// Settings of the doors for cameras. A secret may be given as a file: SIP_PASSWORD_FILE=/run/secrets/sip.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { SettingError } from '#ground/config/index.ts';

export const CAMERA_SETTINGS = {
  SIP_PORT: { shape: z.coerce.number().int().min(0).max(65_535).optional(), about: 'UDP port for GB/T 28181 devices (5060 as a rule); 0 takes a free one. Without it the door is closed.' },
  SIP_DOMAIN: { shape: z.string().regex(/^[0-9A-Za-z.-]{1,64}$/).default('3402000000'), about: 'GB/T 28181 domain: the realm of registration, the first ten digits of the server code.' },
  SIP_ID: { shape: z.string().regex(/^\d{20}$/, 'has 20 digits').default('34020000002000000001'), about: 'The 20-digit code of this server.' },
  SIP_PASSWORD: { shape: z.string().min(8, 'must have at least 8 characters').optional(), about: 'What devices register with. The door stays closed without it.' },
  CAMERA_SECRET: { shape: z.string().min(16, 'must have at least 16 characters').optional(), about: 'Video platforms must sign their events with this (HMAC-SHA256 of the body).' },
} as const;
type Name = keyof typeof CAMERA_SETTINGS;
export type CameraSettings = { readonly [K in Name]: z.output<(typeof CAMERA_SETTINGS)[K]['shape']> };

/** Reads them from an environment; throws SettingError naming the setting. */
export function cameraSettings(env: Record<string, string | undefined>): CameraSettings {
  const entries = (Object.keys(CAMERA_SETTINGS) as Name[]).map((name) => {
    const parsed = CAMERA_SETTINGS[name].shape.safeParse(valueOf(env, name));
    if (!parsed.success) throw new SettingError(`${name} is wrong: ${parsed.error.issues[0]?.message ?? 'not understood'}. ${CAMERA_SETTINGS[name].about}`);
    return [name, parsed.data] as const;
  });
  return Object.fromEntries(entries) as CameraSettings;
}

function valueOf(env: Record<string, string | undefined>, name: string): string | undefined {
  const file = env[`${name}_FILE`];
  if (!file || env[name] !== undefined) return env[name] || undefined;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new SettingError(`${name}_FILE cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
