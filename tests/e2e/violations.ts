/** What axe finds against WCAG 2 A and AA in a page, or in one part of it, in lines that name the place. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** @param page of a context of its own: axe puts its report together in a second page of it */
export async function violationsOf(page: Page, within = 'html'): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).include(within).withTags(['wcag2a', 'wcag2aa']).analyze();
  return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`));
}
