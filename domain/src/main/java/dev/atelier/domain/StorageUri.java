package dev.atelier.domain;

import java.util.regex.Pattern;

/**
 * The location of a file: {@code s3://bucket/key}. The bucket is the installation's own, whether files are stored in S3
 * or in a folder. The key is relative, without empty, {@code .} or {@code ..} segments and without control characters,
 * so that it cannot escape the store's root.
 */
public record StorageUri(String bucket, String key) {

    private static final int MAX_KEY_LENGTH = 1024; // limit of S3
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    public StorageUri {
        if (bucket == null || !BUCKET.matcher(bucket).matches()) {
            throw new InvalidRequestException("not a bucket name: " + TextSanitizer.quote(bucket));
        }
        if (key == null || key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
            throw new InvalidRequestException("a storage key has 1 to " + MAX_KEY_LENGTH + " characters");
        }
        if (key.indexOf('\\') >= 0 || key.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidRequestException(
                    "a storage key holds no backslash and no control characters: " + TextSanitizer.quote(key));
        }
        for (String segment : key.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                throw new InvalidRequestException(
                        "a storage key has no empty, '.' or '..' parts: " + TextSanitizer.quote(key));
            }
        }
    }

    /** Reads {@code s3://bucket/key}. */
    public static StorageUri parse(String uri) {
        int slash = uri == null || !uri.startsWith("s3://") ? -1 : uri.indexOf('/', 5);
        if (slash < 0) {
            throw new InvalidRequestException(
                    "not a storage location of the form s3://bucket/key: " + TextSanitizer.quote(uri));
        }
        return new StorageUri(uri.substring(5, slash), uri.substring(slash + 1));
    }

    /** The location of a file below this one. */
    public StorageUri resolve(String child) {
        return new StorageUri(bucket, key + "/" + child);
    }

    /** The last segment of the key. */
    public String fileName() {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    @Override
    public String toString() {
        return "s3://" + bucket + "/" + key;
    }
}
