import { messages } from '../i18n/index.ts';

export const m = messages({
  notPhoto: ['这个文件不是能打开的照片，请换 JPEG、PNG 或 WebP', 'This file is not a photo that can be opened. Use JPEG, PNG or WebP.'],
  tooManyPixels: ['照片尺寸太大，最多 {max} 百万像素', 'The photo has too many pixels; the limit is {max} million'],
  tooLarge: ['这张 {size} MB，最大 {max} MB。换一张或重拍', 'This photo is {size} MB; the limit is {max} MB. Choose another.'],
});
