/** URLs that carry their own permission, as S3's do, for the store that has no server of its own. */
package dev.atelier.persistence.storage.presigned;
