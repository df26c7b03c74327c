import { hash, verify } from '@node-rs/argon2';

// OWASP's second choice for argon2id: 19 MiB, 2 passes; about 60 ms here, so sign-ins are limited by rate too.
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
export const hashPassword = (password: string): Promise<string> => hash(password, OPTIONS);
let decoy: Promise<string> | undefined;
/** Takes as long for an account that does not exist as for one that does. */
export async function checkPassword(stored: string | null | undefined, password: string): Promise<boolean> {
  decoy ??= hashPassword('no such account');
  const right = await verify(stored ?? (await decoy), password).catch(() => false);
  return right && !!stored;
}
