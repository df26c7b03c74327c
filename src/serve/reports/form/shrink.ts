// Photos for the way out: large ones are drawn smaller, since a phone's 12 megapixels help nobody on a weak network.

const [LONGEST, LARGE] = [2048, 1_200_000];   // pixels a side, bytes

/** The photo, at most 2048 px a side when it was large. What cannot be drawn here is sent as it is: the server judges it. */
export async function shrunk(file: File): Promise<File> {
  if (file.size <= LARGE) return file;
  try {
    const picture = await createImageBitmap(file);
    const share = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [Math.round(picture.width * share), Math.round(picture.height * share)];
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.86));
    return blob && blob.size < file.size ? new File([blob], 'photo.jpg', { type: 'image/jpeg' }) : file;
  } catch {
    return file;
  }
}
