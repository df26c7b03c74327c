// The telephone desk in the browser.
import { IntakeForm } from './intake/intake-form.tsx';
import type { IntakeProps } from './intake/props.ts';

export default function IntakeIsland(props: IntakeProps) {
  return <IntakeForm {...props} />;
}
