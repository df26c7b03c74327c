import type { Reason } from './ingest.ts';

const TEXTS: Readonly<Record<Reason, string>> = {
  'no-stream': 'there is no such Datastream', 'not-yours': 'the Thing is of another organisation', 'no-feature': 'there is no such FeatureOfInterest', 'no-location': 'no FeatureOfInterest is given, and the Thing has no Location to make one of',
  number: 'the result must be a number: the Datastream is an OM_Measurement', integer: 'the result must be a whole number: the Datastream is an OM_CountObservation', boolean: 'the result must be true or false: the Datastream is an OM_TruthObservation',
  text: 'the result must be a text: the Datastream is an OM_CategoryObservation', arity: 'the result must be a list with one value for each property of the MultiDatastream',
};

/** Why an observation was not taken, in the protocol's language. */
export const reasonText = (reason: Reason): string => TEXTS[reason];
