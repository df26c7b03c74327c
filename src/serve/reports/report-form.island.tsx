// The report form in the browser.
import { ReportForm } from './form/report-form.tsx';
import type { ReportFormProps } from './form/props.ts';

export default function ReportFormIsland(props: ReportFormProps) {
  return <ReportForm {...props} />;
}
