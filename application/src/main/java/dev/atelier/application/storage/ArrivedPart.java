package dev.atelier.application.storage;

/**
 * A part that the store has: its number from 1, its {@code ETag} with or without quotes, and its number of bytes.
 *
 * @param size {@link #UNKNOWN} where the upload was completed and the store knows the size of the file alone
 */
public record ArrivedPart(int partNumber, String eTag, long size) {

    public static final long UNKNOWN = -1;
}
