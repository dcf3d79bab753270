// All pages of readers: asking, confirming, choosing, leaving. Each group is a file; this is their table of contents.
import { Hono } from 'hono';
import type { WebEnv } from '../web-app.ts';
import { confirmRoutes } from './confirm-routes.ts';
import { leaveRoutes } from './leave-routes.ts';
import { preferenceRoutes } from './preference-routes.ts';
import type { ReaderTools } from './reader-tools.ts';
import { subscribeRoutes } from './subscribe-routes.ts';

export function readerRoutes(tools: ReaderTools): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  const groups = [subscribeRoutes, confirmRoutes, leaveRoutes, preferenceRoutes];
  for (const group of groups) routes.route('/', group(tools));
  return routes;
}
