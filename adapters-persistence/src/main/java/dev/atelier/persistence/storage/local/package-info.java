/**
 * Files in a folder. Below the configured one lie
 *
 * <ul>
 *   <li>{@code files/bucket/key}: the files, each whole; the only tree that URLs reach. Names are written as in URLs
 *       ({@code my%20model.safetensors}), so that they do not depend on the locale of the process;
 *   <li>{@code incoming}: bytes on their way in, moved into place when they are complete;
 *   <li>{@code uploads}: the parts of uploads that are open or being put together;
 *   <li>{@code used}: the receipt of each upload URL that had its one PUT, until it expires;
 *   <li>{@code url-secret}: what URLs are signed with.
 * </ul>
 *
 * <p>All of it has to be on one file system, so that a move is one step. What was answered survives the death of the
 * process. Nothing here waits for the disk itself: a power failure may take what was written in the last seconds.
 */
package dev.atelier.persistence.storage.local;
