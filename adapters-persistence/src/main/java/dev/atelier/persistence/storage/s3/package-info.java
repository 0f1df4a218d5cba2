/** Files in S3, or in any server with its protocol, to which clients upload directly. No other package sees the SDK. */
package dev.atelier.persistence.storage.s3;
