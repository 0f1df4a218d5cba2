/**
 * Downloads model files from other servers, for imports by URL. A host is resolved once, each of its addresses is
 * checked and the connection uses exactly those; redirects are followed explicitly, so that each hop is checked the
 * same way.
 */
package dev.atelier.persistence.download;
