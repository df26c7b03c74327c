// Identity: people, sessions, one-time codes, API keys, grants. No city words: organisations and areas are opaque codes here.
export { ROLES, STAFF, type Grant, type Role } from './roles.ts';
export { VISITOR, areasOf, grantsOf, is, organisationsOf, type Viewer } from './viewer.ts';
export { beginSession, endSession, endSessionsOf, viewerOfKey, viewerOfSession } from './sessions.ts';
export { addContacts, addingContact, loggingLook, setContactEmail, type NewContact, accountBy, createPerson, endGrant, endKey, grant, hasAdministrator, issueKey, type Key, keysOf, logLook, setPassword, setPasswordOf, type NewPerson } from './people.ts';
export { emptyingContacts } from './contacts.ts';
export { issueCode, redeemCode } from './codes.ts';
export { checkPassword, hashPassword } from './passwords.ts';
export { digest, newToken, normalCode, readableCode } from './tokens.ts';
