/** A file that somebody chose or dropped becomes the basket that is being made ready. */
import { notify } from '../../stores/notices.ts';
import { openBasket } from './basket-store.ts';
import { readBasketFile } from './read-basket-file.ts';

export async function openFile(file: File): Promise<void> {
  const read = await readBasketFile(file);
  if (read.ok) openBasket(read.value, file.name);
  else notify('denied', `${file.name} was not opened: ${read.why}`);
}
