/** The orders of a basket in the blotter, and nothing else. */
import { filterBlotter } from '../../stores/blotter-filter.ts';

export const showBasketInBlotter = (listId: string): void => filterBlotter(listId);
