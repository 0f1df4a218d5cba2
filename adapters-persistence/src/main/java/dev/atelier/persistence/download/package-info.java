/**
 * Fetches model files from other servers, for imports by URL. A host is resolved once, each of its addresses is checked
 * and the connection goes to exactly those; redirects are followed by hand, so that each hop is checked the same way.
 */
package dev.atelier.persistence.download;
