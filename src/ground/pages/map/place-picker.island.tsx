// The place picker alone on a plain page: its two fields belong to the form around it.
import { PlacePicker, type PlacePickerProps } from './place-picker.tsx';

export default function PlacePickerIsland(props: PlacePickerProps) {
  return <PlacePicker {...props} />;
}
