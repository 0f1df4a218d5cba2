/**
 * What the stores of files share. {@code local} stores files in a folder, with the help of {@code multipart} and
 * {@code presigned}; {@code s3} in S3.
 */
package dev.atelier.persistence.storage;
